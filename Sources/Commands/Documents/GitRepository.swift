import AssistantModel
import Foundation
import Programs

/// The repository that one file lies in: what git prints of it.
struct GitRepository: Sendable {
    /// An object that is there.
    struct Object: Sendable {
        let id: String
        let bytes: Int
    }

    /// The file's, absolute.
    let folder: String
    /// The file's.
    let name: String
    /// Of this process.
    let variables: [String: String]
    /// When git has to be done.
    private let end: ContinuousClock.Instant
    /// Whether the clone lacks old commits.
    var isShallow = false
    /// Where objects are kept, for all worktrees.
    var commonFolder = ""

    /// More is no list of a path's versions.
    static let listBytes = 4 * 1024 * 1024
    /// Objects that a partial clone lacks before the search is given up: each ends a process.
    private static let lackingObjects = 20

    init(folder: String, name: String, variables: [String: String], time: Duration) {
        (self.folder, self.name, self.variables) = (folder, name, variables)
        end = .now + time
    }

    /// Whether the file lies below something that looks like a repository.
    var isThere: Bool {
        var root = folder
        while !FileManager.default.fileExists(atPath: "\(root)/.git") {
            guard root.contains("/") else { return false }
            root = root.splitAtLastSlash.folder
        }
        return true
    }

    /// What git-lfs keeps under the digest: pointers in commits name it the same way.
    func largeFile(_ sha256: String, limit: Int) -> [UInt8]? {
        let place = "\(commonFolder)/lfs/objects/\(sha256.prefix(2))/\(sha256.dropFirst(2).prefix(2))/\(sha256)"
        guard let bytes = try? FileManager.default.attributesOfItem(atPath: place)[.size] as? Int, bytes <= limit,
            let data = FileManager.default.contents(atPath: place), ContentDigest.sha256(data) == sha256
        else { return nil }
        return Array(data)
    }

    /// What git calls the objects at the file's path in commits, whether or not these are there.
    func names(inCommits commits: [String]) -> [String] {
        // They come from the account: nothing but ids is handed on, each in a line.
        guard !name.contains(where: \.isNewline) else { return [] }
        return commits.filter(Self.isObject).map { "\($0):./\(name)" }
    }

    /// Whether a commit was made on top of another one; false, too, where the clone lacks what tells.
    func hasAncestor(_ ancestor: String, of commit: String) async -> Bool {
        guard ancestor != commit, Self.isObject(ancestor), Self.isObject(commit) else { return false }
        let outcome = try? await run(["merge-base", "--is-ancestor", ancestor, commit])
        return outcome?.ending == .exit(0)
    }

    /// The objects that the path had, the newest first; a rename is followed where git sees one.
    func versions(limit: Int) async -> [String] {
        let log = [
            "log", "--max-count=\(limit)", "--format=", "--raw", "--no-abbrev", "-z", "--no-color", "--no-ext-diff",
            "--no-textconv", "--no-show-signature",
        ]
        for options in [["--follow"], ["--no-renames"]] {
            let outcome = try? await run(log + options + ["HEAD", "--", name])
            // It may have come to an object that is not there: what it printed before counts.
            let ids = outcome.map { Self.ids(inLog: $0.output) } ?? []
            if !ids.isEmpty { return ids }
        }
        return []
    }

    /// The objects with their sizes, each once, without those that are not there.
    ///
    /// - Parameter ids: or what git calls them.
    func sizes(of ids: [String]) async throws(ProgramFailure) -> [Object] {
        var found: [Object] = []
        var seen: Set<String> = []
        var rest = ids[...]
        var tries = 0
        while !rest.isEmpty, tries <= Self.lackingObjects {
            let outcome = try await run(["cat-file", "--batch-check"], input: Self.input(rest))
            let lines = Self.lines(outcome.output)
            found += lines.compactMap { line in
                let parts = line.split(separator: " ")
                guard parts.count == 3, parts[1] == "blob", let bytes = Int(parts[2]) else { return nil }
                let id = String(parts[0])
                return seen.insert(id).inserted ? Object(id: id, bytes: bytes) : nil
            }
            // In a partial clone git ends at an object that it may not fetch.
            rest = rest.dropFirst(outcome.ending == .exit(0) ? rest.count : lines.count + 1)
            tries += 1
        }
        return found
    }

    /// The contents of objects, in their order; of those behind one that cannot be read, none.
    func contents(of objects: [Object]) async throws(ProgramFailure) -> [ArraySlice<UInt8>] {
        let bytes = objects.reduce(0) { $0 + $1.bytes + 200 }
        let output = try await run(["cat-file", "--batch"], input: Self.input(objects.map(\.id)[...]), limit: bytes)
            .output
        var contents: [ArraySlice<UInt8>] = []
        var rest = output[...]
        for object in objects {
            // `<id> blob <size>`, the content, and a line end.
            guard let lineEnd = rest.firstIndex(of: UInt8(ascii: "\n")),
                rest[..<lineEnd].elementsEqual("\(object.id) blob \(object.bytes)".utf8),
                rest.endIndex - lineEnd > object.bytes
            else { break }
            contents.append(rest[(lineEnd + 1)..<(lineEnd + 1 + object.bytes)])
            rest = rest[(lineEnd + 1 + object.bytes)...].dropFirst()
        }
        return contents
    }

    /// A checkout's own settings start no program, and what lies in it like a bare repository is none.
    static let safeguards = ["-c", "core.fsmonitor=false", "-c", "safe.bareRepository=explicit"]

    /// Runs git in the file's folder.
    func run(
        _ arguments: [String],
        input: [UInt8] = [],
        limit: Int = listBytes
    ) async throws(ProgramFailure) -> ProgramOutcome {
        var environment = ProgramEnvironment.minimal(variables)
        // Nothing is fetched, not even by versions of git that know only the second of these.
        environment["GIT_NO_LAZY_FETCH"] = "1"
        environment["GIT_ALLOW_PROTOCOL"] = ""
        environment["GIT_TERMINAL_PROMPT"] = "0"
        environment["GIT_OPTIONAL_LOCKS"] = "0"
        environment["GIT_NO_REPLACE_OBJECTS"] = "1"
        let time = max(.zero, end - .now)
        return try await Program(
            "git",
            arguments: ["-C", folder, "--literal-pathspecs"] + Self.safeguards + arguments,
            environment: environment,
            limits: Program.Limits(time: time, outputBytes: limit)
        ).run(input: input)
    }

    /// Of `log --raw -z`: `:<mode> <mode> <id before> <id after> <status>`, then paths.
    private static func ids(inLog output: [UInt8]) -> [String] {
        var ids: [String] = []
        var seen: Set<String> = []
        for token in output.split(separator: 0) where token.first == UInt8(ascii: ":") {
            let parts = String(decoding: token, as: UTF8.self).split(separator: " ").map(String.init)
            guard parts.count == 5 else { continue }
            for id in [parts[3], parts[2]] where isObject(id) && seen.insert(id).inserted { ids.append(id) }
        }
        return ids
    }

    private static func input(_ ids: ArraySlice<String>) -> [UInt8] { Array(ids.map { $0 + "\n" }.joined().utf8) }

    private static func lines(_ output: [UInt8]) -> [String] {
        String(decoding: output, as: UTF8.self).split(separator: "\n").map(String.init)
    }

    /// Whether a word is the id of an object; zeros stand for none.
    private static func isObject(_ word: String) -> Bool {
        [40, 64].contains(word.utf8.count) && word.allSatisfy { $0.isASCII && $0.isHexDigit }
            && word.contains { $0 != "0" }
    }
}

extension String {
    /// The folder and the name of an absolute path.
    var splitAtLastSlash: (folder: String, name: String) {
        guard let slash = lastIndex(of: "/") else { return ("", self) }
        return (String(self[..<slash]), String(self[index(after: slash)...]))
    }
}
