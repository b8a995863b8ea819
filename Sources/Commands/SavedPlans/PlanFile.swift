import Foundation
import Planning
import Rendering
import SourceDiagnostics

/// A saved plan on disk. The format is the tool's own: `show --format json` is for other programs.
struct PlanFile: Sendable {
    let path: String

    private struct Document: Codable {
        var assistantctlPlan: SavedPlan

        private enum CodingKeys: String, CodingKey {
            case assistantctlPlan = "assistantctl_plan"
        }
    }

    /// What tells the format before the rest is read.
    private struct Header: Decodable {
        struct Version: Decodable {
            var formatVersion: Int
            var toolVersion: String
        }

        var assistantctlPlan: Version

        private enum CodingKeys: String, CodingKey {
            case assistantctlPlan = "assistantctl_plan"
        }
    }

    /// Writes the file as a whole, for its owner only: prompts can be confidential.
    ///
    /// - Throws: ``PlanFileError``.
    func write(_ plan: SavedPlan) throws(PlanFileError) {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        do {
            let data = try encoder.encode(Document(assistantctlPlan: plan))
            let address = URL(fileURLWithPath: path)
            let draft = address.deletingLastPathComponent()
                .appendingPathComponent(".\(address.lastPathComponent).\(ProcessInfo.processInfo.processIdentifier)")
            do {
                try Self.create(draft.path, data)
                guard rename(draft.path, path) == 0 else { throw Self.failure }
            } catch {
                // A full disk may hold the beginning.
                unlink(draft.path)
                throw error
            }
        } catch {
            throw .unwritable(path, SystemReason.text(of: error))
        }
    }

    /// Makes a file that its owner alone can read from the beginning, in the place of what a dead run left.
    static func create(_ path: String, _ data: Data) throws {
        unlink(path)
        let descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw failure }
        let handle = FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
        try handle.write(contentsOf: data)
        try handle.close()
    }

    /// The last failure of a call to the system.
    private static var failure: POSIXError { POSIXError(POSIXErrorCode(rawValue: errno) ?? .EIO) }

    /// - Throws: ``PlanFileError``.
    func read() throws(PlanFileError) -> SavedPlan {
        let data: Data
        do {
            data = try Data(contentsOf: URL(fileURLWithPath: path))
        } catch {
            throw .unreadable(path, SystemReason.text(of: error))
        }
        let decoder = JSONDecoder()
        guard let header = try? decoder.decode(Header.self, from: data) else { throw .noPlan(path) }
        let version = header.assistantctlPlan
        do {
            return try decoder.decode(Document.self, from: data).assistantctlPlan
        } catch {
            throw version.formatVersion == SavedPlan.formatVersion
                ? .noPlan(path) : .otherFormat(path, toolVersion: version.toolVersion)
        }
    }
}

/// Why a saved plan cannot be read or written.
enum PlanFileError: Error {
    case unwritable(String, String)
    case unreadable(String, String)
    case noPlan(String)
    case otherFormat(String, toolVersion: String)

    var diagnostic: Diagnostic {
        switch self {
        case .unwritable(let path, let reason):
            .error("plan-not-saved", "the plan could not be written to \(path): \(reason)", at: nil)
        case .unreadable(let path, let reason):
            .error(
                "plan-unreadable",
                "the plan in \(path) cannot be read: \(reason)",
                at: nil,
                hint: "save one with `assistantctl plan --out \(ShellText.quoted(path))`"
            )
        case .noPlan(let path):
            .error(
                "no-saved-plan",
                "\(path) is not a plan that `plan --out` saved, or it is damaged",
                at: nil,
                hint: "save one with `assistantctl plan --out \(ShellText.quoted(path))`"
            )
        case .otherFormat(let path, let version):
            .error(
                "other-plan-format",
                "\(path) was saved by assistantctl \(version), whose format this version (\(Version.current)) does not read",
                at: nil,
                hint: "use that version, or plan again"
            )
        }
    }
}
