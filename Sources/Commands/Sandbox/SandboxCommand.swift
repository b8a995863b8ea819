import ArgumentParser
import Foundation
import Rendering
import Sandbox

/// `assistantctl sandbox`: serves the local account to any OpenAI client.
package struct SandboxCommand: AsyncParsableCommand {
    package static let configuration = CommandConfiguration(
        commandName: "sandbox",
        abstract: "Serve the local account on loopback, for trying and testing with any OpenAI client.",
        discussion: Examples.below(
            """
            The account is the one that environments with `base_url: embedded` use, kept in .assistantctl/sandbox.sqlite \
            beside the assistants folder. Clients see it with the key "\(SandboxConfiguration.servedKey)"; every other \
            key has an account of its own, but for keys that begin with sk-wrong (401) or sk-forbidden (403). Only requests \
            to localhost, 127.0.0.0/8 or [::1] are answered.

            A fault is written [METHOD] [PATH] KIND [name=value ...], such as 'POST /v1/files 503 after times=2'. In a \
            path * is one segment and ** at the end is the rest. A status is short for its kind, and before, during, \
            after and answering for when=. Kinds that strike requests, and index-failure, take skip=N, times=N, \
            probability=P and seed=N. Tests set faults with PUT /sandbox/faults {"faults": ["..."]}; GET counts their \
            hits, DELETE clears them. The kinds, with their defaults:

            \(FaultKind.allCases.map { "  \($0.rawValue): \($0.summary)" }.joined(separator: "\n"))
            """,
            ("An account for other programs: they say where.", "assistantctl sandbox --port 4111"),
            ("One whose first upload fails.", "assistantctl sandbox --fault 'POST /v1/files 503 times=1'")
        )
    )

    @Option(help: "The port to listen on; 0 lets the system choose.")
    var port = 8080

    @OptionGroup var folder: FolderOption

    @Option(
        name: .customLong("fault"),
        help: "What goes wrong on purpose, such as 'POST /v1/files 503 after times=2'; can be repeated.",
        completion: .list(FaultKind.allCases.map(\.rawValue)),
        transform: Self.fault
    )
    var faults: [Fault] = []

    @Option(
        help: ArgumentHelp(
            "Milliseconds before the first event of a streamed answer, and before every other one, such as 800,30.",
            valueName: "first,next"
        ),
        transform: SandboxConfiguration.StreamDelays.init(option:)
    )
    var streamDelays = SandboxConfiguration.StreamDelays()

    @Option(help: "Answer as a host that does not serve skills, assistants or responses; can be repeated.")
    var disable: [Surface] = []

    package init() {}

    /// Refuses values that no command can work with, as wrong usage.
    package func validate() throws {
        guard (0...65_535).contains(port) else { throw ValidationError("--port takes a number from 0 to 65535") }
    }

    package func run() async throws {
        let console = Console(noColor: true, environment: ProcessInfo.processInfo.environment)
        let location = EmbeddedSandboxLocation(assistantsFolder: absolutePath(folder.directory))
        do {
            let server = try location.open(
                SandboxConfiguration(
                    database: .file(location.database),
                    streamDelays: streamDelays,
                    disabled: Set(disable),
                    faults: faults
                )
            )
            try await serve(server, console, database: location.database)
        } catch {
            throw FailureReport(error).show(on: console).exitCode
        }
    }

    private static func fault(_ text: String) throws -> Fault {
        do {
            return try Fault(text)
        } catch {
            throw ValidationError(error.message)
        }
    }

    private func serve(_ server: SandboxServer, _ console: Console, database: String) async throws(SandboxUnavailable) {
        do {
            try await server.run(host: "127.0.0.1", port: port) { port in
                console.result("Sandbox listening on http://127.0.0.1:\(port)/v1")
                let place = VisibleText.line(database)
                console.message("The account is kept in \(place). Press Control-C to stop.")
            }
        } catch {
            throw SandboxUnavailable(listeningOn: port, error)
        }
    }
}

extension Surface: ExpressibleByArgument {}
