import Foundation
import SourceDiagnostics

/// The questions that were asked on a terminal, in a file that its owner alone can read. A line of the file is a question,
/// `\\n` in it a line break and `\\\\` a backslash.
struct QuestionHistory {
    private let path: String

    /// What is kept; the file holds up to twice as many before it is cut.
    private static let limit = 500

    /// Below `$XDG_STATE_HOME`, else below `~/.local/state`.
    ///
    /// - Returns: nil where no variable names a folder by its absolute path.
    init?(variables: [String: String]) {
        if let state = variables["XDG_STATE_HOME"], state.hasPrefix("/") {
            path = state + "/assistantctl/ask_history"
        } else if let home = variables["HOME"], home.hasPrefix("/") {
            path = home + "/.local/state/assistantctl/ask_history"
        } else {
            return nil
        }
    }

    /// Oldest first; none where they cannot be read.
    func questions() -> [String] {
        guard let data = try? Data(contentsOf: URL(fileURLWithPath: path)) else { return [] }
        let lines = String(decoding: data, as: UTF8.self).split(separator: "\n").map(String.init)
        let kept = lines.suffix(Self.limit)
        if lines.count > 2 * Self.limit {
            let draft = path + ".\(ProcessInfo.processInfo.processIdentifier)"
            // A file that stays long is read all the same.
            if (try? PlanFile.create(draft, Data((kept.joined(separator: "\n") + "\n").utf8))) != nil {
                rename(draft, path)
            }
        }
        return kept.map(Self.question)
    }

    /// Keeps a question, but for one that begins with a blank or holds what looks like a secret.
    ///
    /// - Throws: what the system says of a file that cannot be written.
    func add(_ question: String) throws {
        guard let first = question.first, !first.isWhitespace, SecretScan.findings(in: question).isEmpty else { return }
        let folder = URL(fileURLWithPath: path).deletingLastPathComponent()
        try FileManager.default.createDirectory(
            at: folder,
            withIntermediateDirectories: true,
            attributes: [.posixPermissions: 0o700]
        )
        let descriptor = open(path, O_WRONLY | O_APPEND | O_CREAT | O_NOFOLLOW | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw POSIXError(POSIXErrorCode(rawValue: errno) ?? .EIO) }
        let file = FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
        fchmod(descriptor, 0o600)
        try file.write(contentsOf: Data((Self.line(question) + "\n").utf8))
    }

    static func line(_ question: String) -> String {
        question.replacing("\\", with: "\\\\").replacing("\n", with: "\\n")
    }

    static func question(_ line: String) -> String {
        var question = ""
        var characters = Substring(line)
        while let character = characters.popFirst() {
            guard character == "\\", let escaped = characters.popFirst() else {
                question.append(character)
                continue
            }
            question.append(escaped == "n" ? "\n" : escaped)
        }
        return question
    }
}
