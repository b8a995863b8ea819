import AssistantModel
import AsyncHTTPClient
import Hummingbird
import HummingbirdCore
import Logging
import NIOCore
import OpenAIAPI
import OrderedJSON

/// The chat front of deployed assistants: a page, and the endpoints of the OpenAI API.
package struct ChatServer: Sendable {
    private let configuration: ChatConfiguration
    private let assistants: LiveAssistants
    private let store: any ChatStore
    private let client: any OpenAIClient
    private let random: @Sendable () -> UInt64

    /// Where the server is reached.
    package struct Addresses: Sendable {
        package var port: Int
        package var adminPort: Int?
    }

    /// - Parameters:
    ///   - client: of the account.
    ///   - assistants: read once already.
    package init(
        _ configuration: ChatConfiguration,
        client: any OpenAIClient,
        assistants: LiveAssistants,
        store: any ChatStore,
        random: @escaping @Sendable () -> UInt64
    ) {
        self.configuration = configuration
        self.client = client
        self.assistants = assistants
        self.store = store
        self.random = random
    }

    /// Serves until `stopping` ends: then no more questions are taken, streams end politely, and what the account still
    /// owes is waited for.
    ///
    /// - Parameters:
    ///   - hurrying: returns when nothing is waited for any more. What is under way then is left, and its reservations
    ///     count as spent when they run out.
    ///   - onReady: called once, when connections are accepted.
    package func run(
        until stopping: @escaping @Sendable () async -> Void,
        hurrying: @escaping @Sendable () async -> Void,
        onReady: @escaping @Sendable (Addresses) async -> Void
    ) async throws {
        let functionClient = FunctionCaller.makeClient()
        let metrics = ChatMetrics()
        let desk = AnswerDesk(
            configuration,
            instance: String(random(), radix: 16) + String(random(), radix: 16),
            client: client,
            functionClient: functionClient,
            store: store,
            metrics: metrics
        )
        try await store.closeAbandoned()
        let (ports, continuation) = AsyncStream.makeStream(of: (isAdmin: Bool, port: Int).self)
        let result: Result<Void, any Error>
        do {
            try await withThrowingTaskGroup(of: Bool.self) { group in
                defer { group.cancelAll() }
                group.addTask {
                    try await application(desk, metrics) { continuation.yield((false, $0)) }.run()
                    return true
                }
                if let admin = configuration.admin {
                    group.addTask {
                        try await adminApplication(admin, desk, metrics) { continuation.yield((true, $0)) }.run()
                        return true
                    }
                }
                group.addTask {
                    await announce(ports, onReady)
                    return false
                }
                group.addTask {
                    await desk.run()
                    return true
                }
                group.addTask {
                    await watch()
                    return false
                }
                group.addTask {
                    await tidy(desk)
                    return false
                }
                group.addTask {
                    await stopping()
                    desk.close()
                    await Self.patience(until: hurrying)
                    return true
                }
                // The desk has closed and every answer is paid for, or a server ended by itself.
                while let isOver = try await group.next() { if isOver { break } }
            }
            result = .success(())
        } catch {
            result = .failure(error)
        }
        try? await functionClient.shutdown()
        try result.get()
    }

    /// Waits for those who hurry, or for as long as a last answer may take.
    private static func patience(until hurrying: @escaping @Sendable () async -> Void) async {
        await withTaskGroup(of: Void.self) { group in
            group.addTask { await hurrying() }
            group.addTask { try? await Task.sleep(for: .seconds(ChatConfiguration.Limits.farewell)) }
            await group.next()
            group.cancelAll()
        }
    }

    private func announce(
        _ ports: AsyncStream<(isAdmin: Bool, port: Int)>,
        _ onReady: @Sendable (Addresses) async -> Void
    ) async {
        var port: Int?
        var admin: Int?
        for await known in ports {
            if known.isAdmin { admin = known.port } else { port = known.port }
            guard let port, configuration.admin == nil || admin != nil else { continue }
            await onReady(Addresses(port: port, adminPort: admin))
            return
        }
    }

    /// Between two times of tidying up.
    private static let sweeping = Duration.seconds(300)

    /// Removes what is older than it may be, however seldom releases are looked for.
    private func tidy(_ desk: AnswerDesk) async {
        repeat {
            do { try await store.sweep(keepHours: configuration.settings.keepHours) } catch {
                configuration.log("store problem=\(AnswerExchange.problem(error))")
            }
            await desk.deleteThreads()
        } while (try? await Task.sleep(for: Self.sweeping)) != nil
    }

    /// Looks for new releases.
    private func watch() async {
        while (try? await Task.sleep(for: configuration.refresh)) != nil {
            let before = assistants.all.map(\.release)
            let known = assistants.refused
            do {
                try await assistants.refresh()
            } catch {
                configuration.log("account problem=\(type(of: error))")
            }
            for (key, refusal) in assistants.refused.sorted(by: { $0.key < $1.key }) where known[key] != refusal {
                configuration.log("assistant=\(key) refused=\(refusal.code) \(refusal.message)")
            }
            let after = assistants.all.map(\.release)
            if before != after {
                configuration.log("release now=\(after.first.flatMap { $0 }.map(String.init) ?? "none")")
            }
        }
    }

    // MARK: applications

    private var logger: Logger {
        var logger = Logger(label: "serve")
        logger.logLevel = .critical
        return logger
    }

    private func application(
        _ desk: AnswerDesk,
        _ metrics: ChatMetrics,
        onPort: @escaping @Sendable (Int) -> Void
    ) -> some ApplicationProtocol {
        let router = Router(context: ChatContext.self, options: .autoGenerateHeadEndpoints)
        router.addMiddleware { FrontMiddleware(configuration: configuration, metrics: metrics) }
        PageRoutes(configuration: configuration, assistants: assistants).add(to: router)
        ChatRoutes(
            configuration: configuration,
            assistants: assistants,
            desk: desk,
            store: store,
            visitors: Visitors(store: store, trustedHops: configuration.trustedHops, random: random),
            bodies: BodyBudget(bytes: ChatConfiguration.Limits.bodies)
        ).add(to: router)
        ProgramRoutes(
            configuration: configuration,
            assistants: assistants,
            desk: desk,
            access: ClientAccess(configuration: configuration),
            bodies: BodyBudget(bytes: ChatConfiguration.Limits.bodiesOfClients)
        ).add(to: router)
        let connections = OpenFileLimit.connections(below: OpenFileLimit.raise())
        let most = Self.connectionsOfAddress
        // Behind a proxy all come from its address.
        let count =
            configuration.trustedHops == 0
            ? ConnectionCount(most: most, mostOfSite: max(most, connections / Self.partOfSite)) : nil
        return Application(
            router: router,
            server: server(count),
            configuration: address(configuration.host, configuration.port, connections: connections),
            onServerRunning: { channel in
                if let port = channel.localAddress?.port { onPort(port) }
            },
            logger: logger
        )
    }

    private func adminApplication(
        _ address: (host: String, port: Int),
        _ desk: AnswerDesk,
        _ metrics: ChatMetrics,
        onPort: @escaping @Sendable (Int) -> Void
    ) -> some ApplicationProtocol {
        let router = Router(context: ChatContext.self, options: .autoGenerateHeadEndpoints)
        router.addMiddleware { AdminMiddleware(host: address.host) }
        AdminRoutes(assistants: assistants, desk: desk, store: store, metrics: metrics).add(to: router)
        return Application(
            router: router,
            server: server(nil),
            configuration: self.address(address.host, address.port, connections: Self.adminConnections),
            onServerRunning: { channel in
                if let port = channel.localAddress?.port { onPort(port) }
            },
            logger: logger
        )
    }

    /// Of one address at a time.
    private static let connectionsOfAddress = 100
    /// All addresses of a site have as large a part of what there can be, or as many as one address.
    private static let partOfSite = 4
    /// Of operators at a time.
    private static let adminConnections = 64

    /// - Parameter connections: at a time; more have to wait.
    private func address(_ host: String, _ port: Int, connections: Int) -> ApplicationConfiguration {
        ApplicationConfiguration(
            address: .hostname(host, port: port),
            availableConnectionsDelegate: MaximumAvailableConnections(connections, logger: logger)
        )
    }

    /// Headers of 16 KB, and connections on which nothing happens for a minute end.
    private func server(_ count: ConnectionCount?) -> HTTPServerBuilder {
        var decoder = HTTP1Channel.Configuration.DecoderConfiguration()
        decoder.maxHeaderFieldSize = 8 << 10
        decoder.maxHeaderListSize = 16 << 10
        decoder.maxHeaderFieldCount = 100
        let configuration = HTTP1Channel.Configuration(
            additionalChannelHandlers: [LeavingClient(), ConnectionGuard(count: count)],
            idleTimeout: .seconds(60),
            httpDecoderConfiguration: decoder
        )
        return HTTPServerBuilder { responder in
            GuardedChannel(HTTP1Channel(responder: responder, configuration: configuration))
        }
    }
}
