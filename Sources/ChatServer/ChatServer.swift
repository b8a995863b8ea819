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
    /// - Parameter onReady: called once, when connections are accepted.
    package func run(
        until stopping: @escaping @Sendable () async -> Void,
        onReady: @escaping @Sendable (Addresses) async -> Void
    ) async throws {
        let functionClient = FunctionCaller.makeClient()
        let metrics = ChatMetrics()
        let desk = AnswerDesk(
            configuration,
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
                    await watch(desk)
                    return false
                }
                group.addTask {
                    await stopping()
                    desk.close()
                    return false
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

    /// Looks for new releases, and tidies up.
    private func watch(_ desk: AnswerDesk) async {
        var rounds = 0
        repeat {
            if rounds % 20 == 0 {
                do { try await store.sweep(keepHours: configuration.settings.keepHours) } catch {
                    configuration.log("store problem=\(type(of: error))")
                }
                await desk.deleteThreads()
            }
            rounds += 1
            guard (try? await Task.sleep(for: configuration.refresh)) != nil else { return }
            let before = assistants.all.map(\.release)
            do {
                try await assistants.refresh()
            } catch let refusal as ServeRefusal {
                configuration.log("release refused=\(refusal.code) \(refusal.message)")
            } catch {
                configuration.log("account problem=\(type(of: error))")
            }
            let after = assistants.all.map(\.release)
            if before != after {
                configuration.log("release now=\(after.first.flatMap { $0 }.map(String.init) ?? "none")")
            }
        } while !Task.isCancelled
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
        let router = Router(context: ChatContext.self)
        router.addMiddleware { FrontMiddleware(configuration: configuration, metrics: metrics) }
        PageRoutes(configuration: configuration, assistants: assistants).add(to: router)
        ChatRoutes(
            configuration: configuration,
            assistants: assistants,
            desk: desk,
            store: store,
            visitors: Visitors(store: store, trustedHops: configuration.trustedHops, random: random)
        ).add(to: router)
        ProgramRoutes(
            configuration: configuration,
            assistants: assistants,
            desk: desk,
            store: store,
            access: ClientAccess(configuration: configuration)
        ).add(to: router)
        return Application(
            router: router,
            server: server,
            configuration: address(configuration.host, configuration.port),
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
        let router = Router(context: ChatContext.self)
        AdminRoutes(assistants: assistants, desk: desk, store: store, metrics: metrics).add(to: router)
        return Application(
            router: router,
            server: server,
            configuration: self.address(address.host, address.port),
            onServerRunning: { channel in
                if let port = channel.localAddress?.port { onPort(port) }
            },
            logger: logger
        )
    }

    /// Connections at a time; more have to wait.
    private static let connections = 12_000

    private func address(_ host: String, _ port: Int) -> ApplicationConfiguration {
        ApplicationConfiguration(
            address: .hostname(host, port: port),
            availableConnectionsDelegate: MaximumAvailableConnections(Self.connections, logger: logger)
        )
    }

    /// Headers of 16 KB, and connections on which nothing happens for a minute end.
    private var server: HTTPServerBuilder {
        var decoder = HTTP1Channel.Configuration.DecoderConfiguration()
        decoder.maxHeaderFieldSize = 8 << 10
        decoder.maxHeaderListSize = 16 << 10
        decoder.maxHeaderFieldCount = 100
        return .http1(
            configuration: .init(
                additionalChannelHandlers: [LeavingClient()],
                idleTimeout: .seconds(60),
                httpDecoderConfiguration: decoder
            )
        )
    }
}
