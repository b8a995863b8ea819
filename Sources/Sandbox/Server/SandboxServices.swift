/// What the routes work with: one value made at start and shared by all requests.
struct SandboxServices: Sendable {
    let configuration: SandboxConfiguration
    let database: AccountDatabase
    let contents: ContentStore
    let recorder: RequestRecorder?
    let faults: FaultBook

    init(_ configuration: SandboxConfiguration) throws {
        self.configuration = configuration
        database = try AccountDatabase(configuration.database)
        contents = try ContentStore(
            configuration.database,
            uniqueName: Identifier.make("", length: 16, configuration.random)
        )
        recorder = try configuration.recordTo.map(RequestRecorder.init)
        faults = FaultBook(configuration.faults)
    }

    /// Unix seconds, with fractions.
    var now: Double { configuration.now() }

    /// Unix seconds as objects show them.
    var timestamp: Int { Int(now) }

    func identifier(_ prefix: String) -> String {
        Identifier.make(prefix, length: 24, configuration.random)
    }
}
