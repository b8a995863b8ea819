import ArgumentParser
import AssistantModel
import ChatServer
import Foundation
import ManifestLoading
import Rendering
import Sandbox
import SourceDiagnostics

/// `assistantctl serve`: the chat front of what is deployed, and a look at what it did.
package struct ServeCommand: AsyncParsableCommand {
    package static let configuration = CommandConfiguration(
        commandName: "serve",
        abstract: "Put deployed assistants before the public: a chat page, and endpoints for OpenAI clients.",
        discussion: Examples.below(
            """
            `serve` in project.yaml says who may ask, how much, and for how much money. Before each answer its worst \
            case is reserved; what cannot be reserved is not asked. Chats, money and limits are kept in \
            .assistantctl/serve.sqlite beside the assistants folder.

            Instead of serving, `status` shows what today cost, `feedback` what visitors thought of answers, `chats` \
            which chats there are, and `forget VISITOR` removes the chats and ratings of one visitor and ends their \
            tokens.
            """,
            ("A chat with the assistants of the embedded account.", "assistantctl serve"),
            (
                "Behind a proxy, with measurements for Prometheus.",
                "assistantctl serve --env production --trust-proxy 1 --admin 127.0.0.1:8788"
            ),
            ("What today cost.", "assistantctl serve status")
        )
    )

    /// What to do instead of serving.
    enum Look: String, ExpressibleByArgument, CaseIterable {
        case status, feedback, chats, forget
    }

    @OptionGroup var options: GlobalOptions

    @Argument(help: "What to do instead of serving: status, feedback, chats or forget.")
    var look: Look?

    @Argument(help: "Whom to forget, as `chats` shows visitors.")
    var visitor: String?

    @Option(help: "The address to listen on.")
    var host = "127.0.0.1"

    @Option(help: "The port to listen on; 0 lets the system choose.")
    var port = ChatConfiguration.standardPort

    @Option(
        help: ArgumentHelp(
            "Where chats, money and limits are kept: a file, or postgres://... for several instances. (default: "
                + "ASSISTANTCTL_STORE, else .assistantctl/serve.sqlite)",
            valueName: "place"
        ),
        completion: .file()
    )
    var store: String?

    @Option(help: "Where /healthz, /readyz and /metrics are answered, such as 127.0.0.1:8788.")
    var admin: HostAndPort?

    @Option(
        name: .customLong("trust-proxy"),
        help: ArgumentHelp("How many proxies in front are believed in X-Forwarded-For.", valueName: "hops")
    )
    var trustedHops = 0

    @Option(help: ArgumentHelp("How often a new live release is looked for.", valueName: "seconds"))
    var refresh = 15

    @Option(
        help: ArgumentHelp(
            "Of the embedded account: milliseconds before the first event of an answer, and before every other one. "
                + "(default: 600,25)",
            valueName: "first,next"
        ),
        transform: SandboxConfiguration.StreamDelays.init(option:)
    )
    var streamDelays: SandboxConfiguration.StreamDelays?

    /// About as fast as a model writes: what visitors will see of a real one.
    private static let modelDelays = SandboxConfiguration.StreamDelays(
        first: .milliseconds(600),
        next: .milliseconds(25)
    )

    package init() {}

    /// Refuses values that no command can work with, as wrong usage.
    package func validate() throws {
        guard (0...65_535).contains(port) else { throw ValidationError("--port takes a number from 0 to 65535") }
        guard (0...16).contains(trustedHops) else { throw ValidationError("--trust-proxy takes a number from 0 to 16") }
        guard (1...86_400).contains(refresh) else { throw ValidationError("--refresh takes a number from 1 to 86400") }
        guard (look == .forget) == (visitor != nil) else {
            throw ValidationError(
                visitor == nil ? "forget needs a visitor: `serve chats` shows them" : "only forget takes a visitor"
            )
        }
        if let store, store.contains("://") {
            guard ServeStore.isServer(store) else { throw ValidationError("--store takes a file or postgres://...") }
            let rest = store.split(separator: "@").first
            let isNamed = store.contains("@") && rest?.dropFirst(12).contains(":") == true
            // libpq reads names of parameters with escapes.
            let parameters = store.split(separator: "?", maxSplits: 1).dropFirst().first?.split(separator: "&") ?? []
            let names = parameters.map { parameter in
                let name = String(parameter.prefix { $0 != "=" })
                return name.removingPercentEncoding ?? name
            }
            if isNamed || names.contains("password") || names.contains("sslpassword") {
                throw ValidationError(
                    "no password on the command line: put the address into \(ServeStore.variable), or the password into "
                        + "PGPASSWORD or ~/.pgpass"
                )
            }
        }
    }

    package func run() async throws {
        let console = options.console
        if let look {
            do {
                try await report(look, console)
            } catch {
                throw FailureReport(error).show(on: console).exitCode
            }
            return
        }
        try await options.withAccount(
            console,
            concurrency: 1000,
            streamDelays: streamDelays ?? Self.modelDelays,
            refusesSettings: true,
            prepare: servingAccount
        ) { session in
            try await serve(session, console)
        }
    }

    /// The account with the key that can answer and not deploy.
    private func servingAccount(_ project: LoadedProject) throws(ServeRefusal) -> LoadedProject {
        if streamDelays != nil, project.desired.environment.endpoint != .embedded {
            throw ServeRefusal(
                "not-embedded",
                "--stream-delays is for the embedded account: this one answers in its own time",
                hint: "leave it out, or choose an environment with `base_url: embedded`"
            )
        }
        return project.withServingKey
    }

    private func report(_ look: Look, _ console: Console) async throws {
        let project = try await options.loadProject(console)
        let store = try await ServeStore.open(project, at: store)
        switch look {
        case .status:
            let isEmbedded = project.desired.environment.endpoint == .embedded
            let settings = project.settings.serve ?? ServeSettings()
            console.result(ServeReport.status(try await store.pots(), settings, isEmbedded: isEmbedded))
        case .feedback: console.result(ServeReport.feedback(try await store.ratings()))
        case .chats: console.result(ServeReport.chats(try await store.allChats()))
        case .forget:
            guard let visitor, let count = try await store.forget(visitor: visitor) else { throw UnknownVisitor() }
            console.result("Removed \(count) \(count == 1 ? "chat" : "chats"), with what belongs to them.")
        }
    }

    private func serve(_ session: AccountSession, _ console: Console) async throws {
        let environment = session.project.desired.environment
        let settings = session.project.settings.serve ?? ServeSettings()
        let isEmbedded = environment.endpoint == .embedded
        let setup = ServeSetup(
            settings: settings,
            isEmbedded: isEmbedded,
            variables: ProcessInfo.processInfo.environment
        )
        try setup.requirePublicAddress(host: host)
        if session.project.settings.serve == nil, !isEmbedded {
            throw ServeRefusal(
                "no-serve-settings",
                "project.yaml does not say what may be served",
                hint: "add `serve: { assistants: [...], budget: { usd_per_day: ... } }`"
            )
        }
        if let admin, !ServeSetup.isLoopback(admin.host) {
            console.message("The admin address can be reached from elsewhere: it tells what answers cost to anybody.")
        }
        let assistants = LiveAssistants { try await session.servedAssistants(settings) }
        try await assistants.refresh()
        if let refusals = ServeRefusals(assistants.refused) { throw refusals }
        let store = try await ServeStore.open(session.project, at: store)
        var configuration = ChatConfiguration(settings: settings, isEmbedded: isEmbedded) { line in
            console.log(VisibleText.line(line))
        }
        configuration.host = host
        configuration.port = port
        configuration.admin = admin.map { ($0.host, $0.port) }
        configuration.trustedHops = trustedHops
        configuration.refresh = .seconds(refresh)
        configuration.clientTokens = try setup.clientTokens()
        configuration.functionTokens = try setup.functionTokens()
        configuration.logo = try setup.logo()
        let server = ChatServer(configuration, client: session.client, assistants: assistants, store: store) {
            UInt64.random(in: .min ... .max)
        }
        let signals = TerminationSignals()
        defer { signals.stop() }
        let events = signals.events
        let shownHost = host.contains(":") ? "[\(host)]" : host
        do {
            try await server.run(
                until: {
                    for await _ in events {
                        console.message("Stopping: answers that are under way end first. Once more to stop now.")
                        break
                    }
                },
                hurrying: {
                    for await _ in events {
                        console.message("Stopping now: answers that are under way cost what was reserved for them.")
                        break
                    }
                },
                onReady: { addresses in
                    console.result("Chat on http://\(shownHost):\(addresses.port)/")
                    if let port = addresses.adminPort { console.result("Admin on port \(port)") }
                }
            )
        } catch {
            throw CannotListen(on: port, option: "--port", error) ?? error
        }
    }
}

/// Why assistants may not be served.
struct ServeRefusals: Error {
    let all: [ServeRefusal]

    /// - Parameter refused: by the assistants' keys; nil without any.
    init?(_ refused: [String: ServeRefusal]) {
        guard !refused.isEmpty else { return nil }
        all = refused.sorted { $0.key < $1.key }.map(\.value)
            .reduce(into: []) { refusals, next in if !refusals.contains(next) { refusals.append(next) } }
    }
}

extension ServeRefusal {
    var diagnostic: Diagnostic { .error(code, message, at: nil, hint: hint) }
}

/// Nobody of that name ever asked anything, or all of it is gone.
struct UnknownVisitor: Error {}

/// `host:port` of an option.
struct HostAndPort: ExpressibleByArgument, Sendable {
    var host: String
    var port: Int

    init?(argument: String) {
        guard let colon = argument.lastIndex(of: ":"), let port = Int(argument[argument.index(after: colon)...]),
            (0...65_535).contains(port)
        else { return nil }
        var host = String(argument[..<colon])
        if host.hasPrefix("["), host.hasSuffix("]") { host = String(host.dropFirst().dropLast()) }
        guard !host.isEmpty else { return nil }
        (self.host, self.port) = (host, port)
    }
}
