import Hummingbird
import HummingbirdCore
import NIOCore

/// The local account as an HTTP server. Everything is under `/v1`, as on api.openai.com; `/sandbox/faults` is its own.
package struct SandboxServer: Sendable {
    let services: SandboxServices

    /// Opens the account.
    /// - Throws: when the database or the folder of file contents cannot be opened.
    package init(_ configuration: SandboxConfiguration = SandboxConfiguration()) throws {
        services = try SandboxServices(configuration)
    }

    /// Serves until the task is cancelled.
    /// - Parameters:
    ///   - port: 0 lets the system choose.
    ///   - handlesSignals: whether SIGTERM and SIGINT end it; false inside a command that handles them itself.
    ///   - onReady: called with the port once connections are accepted.
    package func run(
        host: String,
        port: Int,
        handlesSignals: Bool = true,
        onReady: @escaping @Sendable (Int) async -> Void
    ) async throws {
        let application = Application(
            router: router(),
            configuration: ApplicationConfiguration(address: .hostname(host, port: port)),
            onServerRunning: { channel in
                if let port = channel.localAddress?.port { await onReady(port) }
            },
            logger: services.configuration.logger
        )
        if handlesSignals {
            try await application.runService()
        } else {
            try await application.run()
        }
    }

    /// The application for tests that talk to the router directly.
    package func application() throws -> some ApplicationProtocol {
        Application(
            router: router(),
            configuration: ApplicationConfiguration(address: .hostname("127.0.0.1", port: 0)),
            logger: services.configuration.logger
        )
    }

    func router() -> Router<SandboxContext> {
        let router = Router(context: SandboxContext.self)
        router.addMiddleware {
            ResponseMiddleware(services: services)
            LoopbackMiddleware()
            AuthenticationMiddleware(soleKey: services.configuration.soleKey)
            FaultMiddleware(services: services)
        }
        FaultRoutes(services: services).add(to: router)
        let version = router.group("v1")
        ModelRoutes(services: services).add(to: version)
        FileRoutes(services: services).add(to: version)
        UploadRoutes(services: services).add(to: version)
        VectorStoreRoutes(services: services).add(to: version)
        VectorStoreFileRoutes(services: services).add(to: version)
        FileBatchRoutes(services: services).add(to: version)
        SearchRoutes(services: services).add(to: version)
        let disabled = services.configuration.disabled
        if !disabled.contains(.skills) { addSkills(to: version) }
        if !disabled.contains(.responses) { addResponses(to: version) }
        if !disabled.contains(.assistants) { addAssistants(to: version) }
        return router
    }

    private func addSkills(to version: RouterGroup<SandboxContext>) {
        SkillRoutes(services: services).add(to: version)
        SkillVersionRoutes(services: services).add(to: version)
    }

    private func addResponses(to version: RouterGroup<SandboxContext>) {
        ResponseRoutes(services: services).add(to: version)
        ConversationRoutes(services: services).add(to: version)
        ConversationItemRoutes(services: services).add(to: version)
        ContainerRoutes(services: services).add(to: version)
        ContainerFileRoutes(services: services).add(to: version)
    }

    private func addAssistants(to version: RouterGroup<SandboxContext>) {
        let beta = version.group().add(middleware: BetaMiddleware())
        AssistantRoutes(services: services).add(to: beta)
        ThreadRoutes(services: services).add(to: beta)
        MessageRoutes(services: services).add(to: beta)
        RunRoutes(services: services).add(to: beta)
    }
}
