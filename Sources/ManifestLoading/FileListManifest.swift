import AssistantModel
import OrderedJSON
import SourceDiagnostics
import YAMLTree

/// The list of files under `knowledge.files` or a code interpreter's `files`: paths, globs, exclusions that start with
/// `!`, and mappings of a path with attributes.
///
/// A path that several entries name is taken once: an entry that names just this file comes before a glob with
/// attributes, and that before a glob without. Two entries of one rank must agree.
struct FileListManifest {
    private struct Entry {
        var text: String
        var location: SourceLocation
        var attributes: [String: JSONValue]
    }

    /// What decides between entries that name the same file.
    private enum Rank: Int {
        case plainGlob, globWithAttributes, path
    }

    private struct Taken {
        var file: ProjectFile
        var rank: Rank
    }

    private struct Exclusion {
        var text: String
        var location: SourceLocation
        var pattern: GlobPattern
        var folder: String
        var isUsed = false
    }

    private let context: LoadContext
    private let use: FileUse
    private var taken: [String: Taken] = [:]
    private var exclusions: [Exclusion] = []
    private var spellings = PathSpellings()

    private init(context: LoadContext, use: FileUse) {
        self.context = context
        self.use = use
    }

    /// Reads the list; sorted by path.
    static func files(_ field: Field, for use: FileUse, context: LoadContext) -> [ProjectFile] {
        guard let items = field.list() else { return [] }
        var list = FileListManifest(context: context, use: use)
        let entries = items.compactMap { list.entry($0) }
        for entry in entries where entry.text.hasPrefix("!") { list.addExclusion(entry) }
        for entry in entries where !entry.text.hasPrefix("!") { list.add(entry) }
        for exclusion in list.exclusions where !exclusion.isUsed {
            context.problems.warning(
                .unusedExclusion,
                "\(quoted(exclusion.text)) excludes nothing that another entry matches",
                at: exclusion.location
            )
        }
        if items.isEmpty {
            context.problems.error(
                "empty-value",
                "`\(field.name)` lists no file",
                at: field.location,
                hint: "name a file or a glob"
            )
        }
        return list.taken.values.map(\.file).sorted { $0.path < $1.path }
    }

    private func entry(_ item: Field) -> Entry? {
        if case .mapping = item.node.value, use.hasAttributes {
            guard let mapping = item.mapping(.file),
                let path = mapping.required("path"), let text = path.string()
            else { return nil }
            let attributes = mapping["attributes"].flatMap { AttributesManifest.attributes($0) } ?? [:]
            return Entry(text: text, location: path.location, attributes: attributes)
        }
        return item.string().map { Entry(text: $0, location: item.location, attributes: [:]) }
    }

    private mutating func addExclusion(_ entry: Entry) {
        let text = String(entry.text.dropFirst())
        guard let (folder, pattern) = split(text, at: entry.location) else { return }
        exclusions.append(Exclusion(text: entry.text, location: entry.location, pattern: pattern, folder: folder))
    }

    private mutating func add(_ entry: Entry) {
        // A file may be called `report [1].pdf`: an entry that names an existing file is that file.
        if GlobPattern.hasWildcards(entry.text), !exists(entry) { addGlob(entry) } else { addPath(entry) }
    }

    private func exists(_ entry: Entry) -> Bool {
        let path = ProjectPath.resolve(entry.text, in: context.folder(of: entry.location))
        guard ProjectPath.isInside(path, context.filesRoot) else { return false }
        return (try? context.reader.status(of: path, root: context.filesRoot)) != nil
    }

    private mutating func addPath(_ entry: Entry) {
        let root = context.filesRoot
        guard let path = context.path(named: entry.text, at: entry.location, root: root) else { return }
        let status: FileStatus
        do throws(ProjectFileError) {
            status = try context.reader.status(of: path, root: root)
        } catch {
            return context.report(error, path: path, root: root, at: entry.location)
        }
        guard !status.isDirectory else {
            let folder = entry.text.hasSuffix("/") ? String(entry.text.dropLast()) : entry.text
            context.problems.error(
                "not-a-file",
                "\(context.reader.shownPath(of: path)) is a folder",
                at: entry.location,
                hint: "for the files in it, write \"\(folder)/**/*.md\""
            )
            return
        }
        if let fault = FileFault(path: path, status: .success(status), use: use) {
            fault.report(for: [path], glob: nil, use: use, at: entry.location, context: context)
        } else {
            switch context.look(at: path, status, for: use) {
            case .fault(let fault):
                return fault.report(for: [path], glob: nil, use: use, at: entry.location, context: context)
            case .doubt(let doubt):
                doubt.report(for: [path], use: use, at: entry.location, context: context)
            case .fine: break
            }
            take(path, entry, rank: .path)
        }
    }

    private mutating func addGlob(_ entry: Entry) {
        guard let (folder, pattern) = split(entry.text, at: entry.location) else { return }
        let found: [FoundFile]
        do throws(ProjectFileError) {
            found = try context.reader.files(matching: pattern, in: folder, root: context.filesRoot)
        } catch {
            return context.report(error, path: folder, root: context.filesRoot, at: entry.location)
        }
        let wanted = found.filter { !isExcluded($0.path) }
        let kept = FoundNames.withoutLocks(wanted, at: entry.location, context: context)
        context.warnOfMissingParts(below: folder, glob: entry.text, at: entry.location)
        guard !kept.isEmpty else {
            let excluded =
                found.isEmpty ? "" : wanted.isEmpty ? " but what the exclusions take out" : " but what is left out"
            context.problems.error(
                "empty-glob",
                "\(quoted(entry.text)) matches no file\(excluded)",
                at: entry.location,
                hint: context.otherForm(of: folder, root: context.filesRoot)
                    ?? context.nearestGlob(to: folder, context.filesRoot, glob: entry.text)
                    ?? "paths are relative to \(context.reader.shownPath(of: context.folder(of: entry.location)))"
            )
            return
        }
        var faults: [FileFault: [String]] = [:]
        var doubts: [FileDoubt: [String]] = [:]
        let rank: Rank = entry.attributes.isEmpty ? .plainGlob : .globWithAttributes
        for file in kept {
            if let fault = FileFault(path: file.path, status: file.status, use: use) {
                faults[fault, default: []].append(file.path)
                continue
            }
            guard case .success(let status) = file.status else { continue }
            switch context.look(at: file.path, status, for: use) {
            case .fault(let fault):
                faults[fault, default: []].append(file.path)
                continue
            case .doubt(let doubt): doubts[doubt, default: []].append(file.path)
            case .fine: break
            }
            take(file.path, entry, rank: rank)
        }
        for (doubt, paths) in doubts { doubt.report(for: paths, use: use, at: entry.location, context: context) }
        for (fault, paths) in faults {
            fault.report(for: paths, glob: entry.text, use: use, at: entry.location, context: context)
        }
    }

    private mutating func isExcluded(_ path: String) -> Bool {
        var isExcluded = false
        for index in exclusions.indices {
            guard let relative = ProjectPath.relative(path, to: exclusions[index].folder),
                exclusions[index].pattern.matches(relative)
            else { continue }
            exclusions[index].isUsed = true
            isExcluded = true
        }
        return isExcluded
    }

    /// The folder in front of a glob's first wildcard, and the glob below it.
    private func split(_ text: String, at location: SourceLocation) -> (folder: String, pattern: GlobPattern)? {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false)
        let literals = parts.prefix { !GlobPattern.hasWildcards(String($0)) }.dropLast(
            parts.contains { GlobPattern.hasWildcards(String($0)) } ? 0 : 1
        )
        let prefix = literals.isEmpty ? "." : literals.joined(separator: "/")
        guard
            let folder = context.path(
                named: prefix.isEmpty ? "/" : prefix,
                at: location,
                root: context.filesRoot
            )
        else { return nil }
        do throws(GlobPattern.Problem) {
            return (folder, try GlobPattern(parts.dropFirst(literals.count).joined(separator: "/")))
        } catch {
            context.problems.error("invalid-glob", "\(quoted(text)) \(error.reason)", at: location)
            return nil
        }
    }

    private mutating func take(_ path: String, _ entry: Entry, rank: Rank) {
        guard let relative = ProjectPath.relative(path, to: context.filesRoot) else { return }
        if relative.utf8.count > LimitTable.pathCharacters, relative.unicodeScalars.count > LimitTable.pathCharacters {
            context.problems.error(
                "too-long",
                "the path \(quoted(relative)) has \(relative.unicodeScalars.count.grouped) characters; at most "
                    + "\(LimitTable.pathCharacters) are allowed",
                at: entry.location,
                hint: "the path is stored with the file on the account"
            )
            return
        }
        guard isUsableName(relative, entry) else { return }
        let file = ProjectFile(path: relative, attributes: entry.attributes, origin: entry.location)
        guard let earlier = taken[relative], earlier.rank.rawValue >= rank.rawValue else {
            taken[relative] = Taken(file: file, rank: rank)
            return
        }
        guard earlier.rank == rank else { return }
        let note = Diagnostic.Note("first listed here", at: earlier.file.origin)
        if earlier.file.attributes != entry.attributes {
            context.problems.error(
                "conflicting-attributes",
                "\(relative) is listed twice, with different attributes",
                at: entry.location,
                notes: [note],
                hint: "list it once"
            )
        } else if rank == .path {
            context.problems.warning(
                .duplicateFile,
                "\(relative) is listed twice",
                at: entry.location,
                notes: [note],
                hint: "list it once"
            )
        }
    }

    /// Whether a scalar is of Unicode's category Cc.
    private static func isControl(_ scalar: Unicode.Scalar) -> Bool {
        scalar.value < 0x20 || (0x7F...0x9F).contains(scalar.value)
    }

    /// Reports a path that no upload can carry, and one that some server may take for another file's.
    private mutating func isUsableName(_ path: String, _ entry: Entry) -> Bool {
        guard !path.unicodeScalars.contains(where: Self.isControl) else {
            context.problems.error(
                "control-character",
                "the file name \"\(escaped(path))\" holds a control character",
                at: entry.location,
                hint: "rename the file: a name like this cannot be sent"
            )
            return false
        }
        return spellings.add(path, at: entry.location, context.problems)
    }
}
