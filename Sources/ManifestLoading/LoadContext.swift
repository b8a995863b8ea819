import AssistantModel
import SourceDiagnostics
import YAMLTree

/// What the readers of one load share: the files, the problems, and the environment that is loaded for.
final class LoadContext {
    let reader: any ProjectFileReader
    let problems = Problems()
    /// At files that are uploaded.
    let looks: FileLooks
    /// Confines files that are uploaded; their paths are relative to it.
    var filesRoot: String
    /// What the environment deploys to; nil while that is not known, and then no field is refused for it.
    var api: APIKind?
    /// Whether its server judges requests as OpenAI's own does: that, and the sandbox. Others may take what that
    /// refuses.
    var isJudgedAsOpenAI = true
    /// Every file read so far, by the path that diagnostics show.
    private(set) var sources: [String: SourceFile] = [:]
    private var shownFolders: [String: String] = [:]
    /// The names in folders in which something is missing.
    var listings: [FolderListing: [String]] = [:]
    /// What comments in the manifests silence.
    var silencing = Silencing()
    /// Where manifests name the prompts and schemas that were read, by the path that diagnostics show.
    private var includes: [String: Set<SourceLocation>] = [:]

    init(reader: any ProjectFileReader, looks: FileLooks) {
        self.reader = reader
        self.looks = looks
        filesRoot = reader.folder
    }

    /// A context for reading a part of the documents on its own, which begins with what is known here.
    init(_ start: Start) {
        reader = start.reader
        looks = start.looks
        filesRoot = start.filesRoot
        api = start.api
        isJudgedAsOpenAI = start.isJudgedAsOpenAI
        sources = start.sources
        includes = start.includes
    }

    /// What reading documents needs to know beside them.
    struct Start: Sendable {
        let reader: any ProjectFileReader
        let looks: FileLooks
        let filesRoot: String
        let api: APIKind?
        let isJudgedAsOpenAI: Bool
        fileprivate let sources: [String: SourceFile]
        fileprivate let includes: [String: Set<SourceLocation>]
    }

    /// What was found while documents were read.
    struct Findings: Sendable {
        fileprivate let problems: Problems.Found
        fileprivate let sources: [String: SourceFile]
        fileprivate let includes: [String: Set<SourceLocation>]
    }

    var start: Start {
        Start(
            reader: reader,
            looks: looks,
            filesRoot: filesRoot,
            api: api,
            isJudgedAsOpenAI: isJudgedAsOpenAI,
            sources: sources,
            includes: includes
        )
    }

    var findings: Findings { Findings(problems: problems.found, sources: sources, includes: includes) }

    /// Adds what another context found.
    func add(_ findings: Findings) {
        problems.add(findings.problems)
        sources.merge(findings.sources) { own, other in own.markingSecrets(of: other) }
        includes.merge(findings.includes) { $0.union($1) }
    }

    /// Confines prompts and schemas: the project's folder, or `files_root` where that is above it.
    var includesRoot: String {
        ProjectPath.isInside(reader.folder, filesRoot) ? filesRoot : reader.folder
    }

    /// Where a value that stands in some file reads relative paths from.
    func folder(of location: SourceLocation) -> String {
        if let folder = shownFolders[location.file] { return folder }
        let folder = sources[location.file].map { ProjectPath.parent(of: $0.path) } ?? reader.folder
        shownFolders[location.file] = folder
        return folder
    }

    /// Reads a text file and remembers it for the renderer. Secrets in it are reported.
    ///
    /// - Parameter location: where the file is asked for; nil for manifests, whose problems are their own.
    func source(at path: String, limit: Int, root: String, askedAt location: SourceLocation?) -> SourceFile? {
        let shownPath = reader.shownPath(of: path)
        if let location { includes[shownPath, default: []].insert(location) }
        if let known = sources[shownPath], known.path.utf8.elementsEqual(path.utf8) { return known }
        do throws(ProjectFileError) {
            let bytes = try reader.contents(of: path, limit: limit, root: root)
            let place = location ?? SourceLocation(file: shownPath)
            guard !reportStandIn(bytes, at: path, root: root, place),
                let text = decode(bytes, shownPath: shownPath, askedAt: location)
            else { return nil }
            let file = SourceFile(path: path, shownPath: shownPath, text: text)
            remember(file, secrets: SecretScan.findings(in: text), isManifest: false)
            return sources[shownPath]
        } catch {
            report(error, path: path, root: root, limit: limit, at: location ?? SourceLocation(file: shownPath))
            return nil
        }
    }

    /// Remembers a file that was read, and reports what looks like a secret in it.
    ///
    /// - Parameters:
    ///   - isManifest: a manifest, or a prompt or schema, which the model sees.
    ///   - scalars: those whose values hold a secret that may not stand in the text as it is: `"sk-\x70roj-…"`.
    func remember(
        _ file: SourceFile,
        secrets: [SecretScan.Finding],
        isManifest: Bool,
        scalars: [SecretScalar] = []
    ) {
        var file = file
        var reported: [SourceRange] = []
        func advice(_ name: String) -> String {
            !isManifest
                ? "whoever talks to the assistant can make it say what its instructions hold"
                : name == SecretPattern.apiKey
                    ? "the key is read from the environment variable that `api_key_env` names"
                    : "let the application add it to its requests"
        }
        for finding in secrets {
            let range = file.range(ofBytes: finding.range)
            file.markSecret(range)
            let location = file.location(of: range)
            if finding.isCertain {
                location.range.map { reported.append($0) }
                reportSecret("this looks like \(finding.name)", at: location, advice: advice(finding.name))
            } else {
                reportDoubt("this may be \(finding.name)", at: location, advice: advice(finding.name))
            }
        }
        for scalar in scalars {
            guard let range = scalar.location.range,
                !reported.contains(where: { range.start <= $0.start && $0.start < range.end })
            else { continue }
            file.markSecret(at: range)
            reportSecret("this looks like \(scalar.name)", at: scalar.location, advice: advice(scalar.name))
        }
        sources[file.shownPath] = file
    }

    /// Reports a secret, and keeps it out of everything that is printed.
    ///
    /// - Parameter advice: where the secret belongs instead.
    func refuseSecret(_ message: String, at location: SourceLocation, advice: String) {
        if let range = location.range { sources[location.file]?.markSecret(at: range) }
        reportSecret(message, at: location, advice: advice)
    }

    /// Warns of what may be a secret, and keeps it out of everything that is printed.
    ///
    /// - Parameter advice: where it belongs instead, if it is one.
    func doubtSecret(_ message: String, at location: SourceLocation, advice: String) {
        if let range = location.range { sources[location.file]?.markSecret(at: range) }
        reportDoubt(message, at: location, advice: advice)
    }

    private func reportDoubt(_ message: String, at location: SourceLocation, advice: String) {
        problems.warning(
            .likelySecret,
            message,
            at: location,
            hint: "if it is one, take it out and change it, for git keeps what was committed; \(advice)"
        )
    }

    private func reportSecret(_ message: String, at location: SourceLocation, advice: String) {
        problems.error(
            "secret-in-manifest",
            message,
            at: location,
            hint: "take it out and revoke it, for git keeps what was committed; \(advice)"
        )
    }

    /// The path that a field names, relative to the file it stands in, when it stays inside `root`.
    func path(named text: String, at location: SourceLocation, root: String) -> String? {
        let path = ProjectPath.resolve(text, in: folder(of: location))
        if let kind = ForeignPath(text, isThere: { (try? reader.status(of: path, root: root)) != nil }) {
            problems.error(
                kind.code,
                "\(quoted(text)) \(kind.predicate)",
                at: location,
                hint: kind.hint(for: text, relativeTo: reader.shownPath(of: folder(of: location)))
            )
            return nil
        }
        guard ProjectPath.isInside(path, root) else {
            report(.outside, path: path, root: root, at: location)
            return nil
        }
        return path
    }

    /// Reads a text or schema file that a field names.
    func include(_ field: Field) -> SourceFile? {
        guard let text = field.string(),
            let path = path(named: text, at: field.location, root: includesRoot)
        else { return nil }
        return source(at: path, limit: LimitTable.includeBytes, root: includesRoot, askedAt: field.location)
    }

    /// The first line of a scalar's text: a block scalar begins below its `|` or `>`.
    func textLocation(of node: YAMLNode, style: YAMLNode.Style) -> SourceLocation {
        guard style == .literal || style == .folded, let range = node.location.range,
            let column = sources[node.location.file]?.indentation(ofLine: range.start.line + 1)
        else { return node.location }
        let start = SourcePosition(line: range.start.line + 1, column: column + 1)
        return SourceLocation(
            file: node.location.file,
            range: SourceRange(start: start, end: max(start, range.end))
        )
    }

    /// Reports why a file cannot be used, at the place that asks for it.
    func report(
        _ error: ProjectFileError,
        path: String,
        root: String,
        limit: Int = LimitTable.fileBytes,
        at location: SourceLocation
    ) {
        var diagnostic = error.diagnostic(
            of: reader.shownPath(of: path),
            outside: reader.shownPath(of: root),
            limit: limit,
            at: location
        )
        if error == .missing {
            diagnostic.hint = otherForm(of: path, root: root) ?? nearestPath(to: path, root)
        }
        problems.add(diagnostic)
    }

    /// Texts as they may be shown, by path.
    var shownSources: [String: String] { sources.mapValues(\.redactedText) }

    /// Every problem that is not silenced, and what is to be said of comments that silence nothing: sorted, without the
    /// text of any secret.
    func diagnostics() -> (shown: [Diagnostic], unusedIgnores: [Diagnostic]) {
        let (shown, unused) = silencing.apply(to: withoutDoubts(problems.sorted)) { diagnostic in
            let entries = problems.entries(of: diagnostic)
            return entries.isEmpty ? diagnostic.location.flatMap { includes[$0.file] } ?? [] : entries
        }
        return (redacted(shown), redacted(unused))
    }

    /// Leaves out what may be a secret where it is certain that there is one, and one that is part of another.
    private func withoutDoubts(_ diagnostics: [Diagnostic]) -> [Diagnostic] {
        let isCertain: (Diagnostic) -> Bool = { $0.code == "secret-in-manifest" }
        let certain = diagnostics.filter(isCertain).compactMap(\.location)
        return diagnostics.filter { diagnostic in
            guard isCertain(diagnostic) || diagnostic.code == WarningCode.likelySecret.rawValue,
                let place = diagnostic.location, let range = place.range
            else { return true }
            return !certain.contains { other in
                guard other.file == place.file, let wide = other.range else { return false }
                let holds = wide.start <= range.start && range.start < wide.end
                return isCertain(diagnostic) ? holds && range.end <= wide.end && wide != range : holds
            }
        }
    }

    private func redacted(_ diagnostics: [Diagnostic]) -> [Diagnostic] {
        let secrets = Set(sources.values.flatMap(\.secretTexts)).sorted { ($1.count, $1) < ($0.count, $0) }
        guard !secrets.isEmpty else { return diagnostics }
        func redact(_ text: String) -> String {
            secrets.reduce(text) { Self.redacting($1, in: $0) }
        }
        return diagnostics.map { diagnostic in
            var diagnostic = diagnostic
            diagnostic.message = redact(diagnostic.message)
            diagnostic.hint = diagnostic.hint.map(redact)
            diagnostic.notes = diagnostic.notes.map { Diagnostic.Note(redact($0.message), at: $0.location) }
            return diagnostic
        }
    }

    /// The shortest beginning of a secret that is recognised where a message cut it.
    private static let recognisedStart = 6

    /// A message without a secret, also where ``quoted(_:)`` cut it.
    private static func redacting(_ secret: String, in message: String) -> String {
        let message = message.replacing(secret, with: "<redacted>")
        guard message.contains("...\"") else { return message }
        for count in stride(from: min(secret.count - 1, 60), through: recognisedStart, by: -1) {
            let cut = secret.prefix(count) + "...\""
            if message.contains(cut) { return message.replacing(cut, with: "<redacted>\"") }
        }
        return message
    }

    private func decode(_ bytes: [UInt8], shownPath: String, askedAt location: SourceLocation?) -> String? {
        let start = SourcePosition(line: 1, column: 1)
        let place = SourceLocation(file: shownPath, range: SourceRange(start: start, end: start))
        let body = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? bytes[3...] : bytes[...]
        if bytes.starts(with: [0xFF, 0xFE]) || bytes.starts(with: [0xFE, 0xFF]) {
            problems.error(
                "not-utf8",
                "\(shownPath) is in UTF-16",
                at: location ?? place,
                hint: "save it as UTF-8"
            )
            return nil
        }
        guard let text = String(validating: body, as: UTF8.self) else {
            problems.error(
                "not-utf8",
                "\(shownPath) is not UTF-8",
                at: location ?? place,
                hint: "save it as UTF-8"
            )
            return nil
        }
        guard !text.utf8.contains(0) else {
            problems.error(
                "not-a-text",
                "\(shownPath) is no text: it holds NUL bytes",
                at: location ?? place,
                hint: "save it as UTF-8"
            )
            return nil
        }
        return text
    }
}
