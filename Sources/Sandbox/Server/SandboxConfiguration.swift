import Foundation
import Logging

/// What a sandbox is made from. The defaults make a local account that forgets everything when it stops.
package struct SandboxConfiguration: Sendable {
    /// Where the account lives.
    package enum Database: Sendable, Equatable {
        /// Nowhere but in memory; file contents go to a temporary folder.
        case memory
        /// An SQLite file, made when missing; file contents go to the folder `<path>-files` beside it.
        case file(String)
    }

    /// Opens the account that commands use when they run the sandbox themselves, for whoever serves the same database to
    /// other clients. Every other key has an account of its own.
    package static let servedKey = "sandbox"

    package var database: Database
    /// The only key that is let in, and it opens the account that ``servedKey`` opens elsewhere: a command that runs the
    /// sandbox for itself makes one up, for whoever is on this machine can reach its port. Nil lets every key in.
    package var soleKey: String?
    /// How long a file stays `in_progress` after it was attached. Nothing waits: the status follows from the time.
    package var indexingDelay: Duration
    /// How long a new skill version answers 404: half a minute was seen on the real server (docs/openai-api.md, 8.11).
    package var versionVisibilityDelay: Duration
    /// How long streams of answers wait before their first event, and before every other one, as a model does.
    package var streamDelays: StreamDelays
    /// What this host does not serve.
    package var disabled: Set<Surface>
    /// What the header `openai-organization` of every response says.
    package var organization: String
    /// Where to write every request as a line of JSON, or nil. Keys and file contents are left out.
    package var recordTo: String?
    /// The largest file that `POST /files` takes, in bytes (512 MB: docs/openai-api.md, 6.3).
    package var maximumFileBytes: Int
    /// The command that turns a PDF into text, by name or path; where it is missing, PDFs fail to index and say so.
    package var pdfTextCommand: String
    /// Of this process. The programs that the sandbox runs see those that they need.
    package var variables: [String: String]
    /// What goes wrong on purpose.
    package var faults: [Fault]
    /// Waits, for faults that delay.
    package var sleep: @Sendable (Duration) async throws -> Void
    /// Does something after a while that no request waits for any more: leaves its client first.
    package var afterwards: @Sendable (_ delay: Duration, _ leave: () -> Void, _ do: () async -> Void) async -> Void
    /// The time in Unix seconds.
    package var now: @Sendable () -> Double
    /// Random bits for ids.
    package var random: @Sendable () -> UInt64
    package var logger: Logger

    package init(
        database: Database = .memory,
        soleKey: String? = nil,
        indexingDelay: Duration = .milliseconds(20),
        versionVisibilityDelay: Duration = .zero,
        streamDelays: StreamDelays = StreamDelays(),
        disabled: Set<Surface> = [],
        organization: String = "org-sandbox",
        recordTo: String? = nil,
        maximumFileBytes: Int = 512 * 1024 * 1024,
        pdfTextCommand: String = "pdftotext",
        variables: [String: String] = [:],
        faults: [Fault] = [],
        sleep: @escaping @Sendable (Duration) async throws -> Void = { try await Task.sleep(for: $0) },
        afterwards: @escaping @Sendable (Duration, () -> Void, () async -> Void) async -> Void = { delay, leave, work in
            leave()
            try? await Task.sleep(for: delay)
            await work()
        },
        now: @escaping @Sendable () -> Double = { Date().timeIntervalSince1970 },
        random: @escaping @Sendable () -> UInt64 = { UInt64.random(in: .min ... .max) },
        logger: Logger = SandboxConfiguration.quietLogger
    ) {
        self.database = database
        self.soleKey = soleKey
        self.indexingDelay = indexingDelay
        self.versionVisibilityDelay = versionVisibilityDelay
        self.streamDelays = streamDelays
        self.disabled = disabled
        self.organization = organization
        self.recordTo = recordTo
        self.maximumFileBytes = maximumFileBytes
        self.pdfTextCommand = pdfTextCommand
        self.variables = variables
        self.faults = faults
        self.sleep = sleep
        self.afterwards = afterwards
        self.now = now
        self.random = random
        self.logger = logger
    }

    /// How long a stream waits, as a model does.
    package struct StreamDelays: Sendable, Equatable {
        /// Before the first event.
        package var first: Duration
        /// Before every other one.
        package var next: Duration

        package init(first: Duration = .zero, next: Duration = .zero) {
            self.first = first
            self.next = next
        }
    }

    /// A logger that tells of nothing but failures of the sandbox itself.
    package static var quietLogger: Logger {
        var logger = Logger(label: "sandbox")
        logger.logLevel = .error
        return logger
    }
}
