import AssistantModel
import Foundation
import Logging
import OpenAIAPI
import OpenAIHTTP
import Sandbox

/// How an environment's account is reached, resolved from the manifest and the process's environment.
enum AccountConnection {
    /// Runs the body with a client for the environment's account. For `base_url: embedded` the sandbox runs meanwhile.
    ///
    /// - Parameter streamDelays: of answers that the embedded account streams.
    /// - Throws: ``APIError`` when the environment cannot be reached as it is declared, ``HostNotAllowed``
    ///   where its host is not one that may get the key, ``SandboxUnavailable`` for the embedded account, and whatever the body throws.
    static func withClient<Result: Sendable>(
        of environment: EnvironmentSettings,
        assistantsFolder: String,
        concurrency: Int = RunOptions.defaultConcurrency,
        streamDelays: SandboxConfiguration.StreamDelays = SandboxConfiguration.StreamDelays(),
        observer: (any RequestObserver)?,
        _ body: @escaping @Sendable (any OpenAIClient) async throws -> Result
    ) async throws -> Result {
        let variables = ProcessInfo.processInfo.environment
        guard environment.endpoint == .embedded else {
            var configuration = try AccountSettings(environment: environment, variables: variables).configuration
            configuration.concurrency = concurrency
            try AllowedHosts(variables: variables)?.check(configuration.baseURL)
            let network = try NetworkSettings(
                to: configuration.baseURL,
                certificateFile: environment.certificateFile,
                variables: variables
            )
            return try await open(configuration, network, observer, body)
        }
        let location = EmbeddedSandboxLocation(assistantsFolder: assistantsFolder)
        let key = (0..<4).map { _ in String(UInt64.random(in: .min ... .max), radix: 36) }.joined()
        do {
            return try await location.openQuietly(key: key, streamDelays: streamDelays).whileServing { port in
                let configuration = try ClientConfiguration(
                    baseURL: BaseURL("http://127.0.0.1:\(port)/v1"),
                    key: APIKey(key),
                    keySource: "the embedded sandbox",
                    userAgent: AccountSettings.userAgent,
                    concurrency: concurrency
                )
                return try await open(configuration, .onThisMachine, observer, body)
            }
        } catch let failure as SandboxServer.ServingFailure {
            throw SandboxUnavailable(listeningOn: 0, failure.reason ?? failure)
        }
    }

    private static func open<Result: Sendable>(
        _ configuration: ClientConfiguration,
        _ network: NetworkSettings,
        _ observer: (any RequestObserver)?,
        _ body: @Sendable (any OpenAIClient) async throws -> Result
    ) async throws -> Result {
        let surroundings = ClientEnvironment(
            sleep: { try await Task.sleep(for: $0) },
            unixTime: { Int64(Date().timeIntervalSince1970) },
            instant: { ContinuousClock.now },
            random: { UInt64.random(in: .min ... .max) }
        )
        var logger = Logger(label: "assistantctl")
        logger.logLevel = .critical
        return try await HTTPOpenAIClient.withClient(
            configuration,
            network: network,
            environment: surroundings,
            logger: logger,
            observer: observer,
            body
        )
    }
}

/// The settings of a real account: what the environment says, else what the SDKs' variables say.
struct AccountSettings {
    static let userAgent = "assistantctl/\(Version.current)"

    let configuration: ClientConfiguration

    /// - Throws: ``APIError`` for a missing or unusable key, and for an unusable base URL, organisation or project.
    init(environment: EnvironmentSettings, variables: [String: String]) throws(APIError) {
        func variable(_ name: String) -> String? {
            variables[name].flatMap { $0.isEmpty ? nil : $0 }
        }
        guard let key = variable(environment.apiKeyVariable) else {
            let origin =
                environment.apiKeyVariable == EnvironmentSettings.standardKeyVariable
                ? "the default; `api_key_env` of the environment \(environment.name) can name another"
                : "the environment \(environment.name) names it in api_key_env"
            throw APIError(
                .unusableKey,
                "no API key: set the environment variable \(environment.apiKeyVariable) (\(origin))"
            )
        }
        let url = Self.baseURL(of: environment, variables: variables)
        let urlName = environment.endpoint == .standard ? "OPENAI_BASE_URL" : "`base_url` in project.yaml"
        let organization = Self.organization(of: environment, variables: variables)
        let project = environment.project ?? variable("OPENAI_PROJECT_ID")
        let isOrganizationDeclared = environment.organization != nil
        try MisquotedValue.refuse(key, of: environment.apiKeyVariable)
        try MisquotedValue.refuse(url, of: urlName)
        try MisquotedValue.refuse(
            organization,
            of: isOrganizationDeclared ? "`organization` in project.yaml" : "OPENAI_ORG_ID"
        )
        try MisquotedValue.refuse(
            project,
            of: environment.project != nil ? "`project` in project.yaml" : "OPENAI_PROJECT_ID"
        )
        if let correction = BaseAddress.correction(of: url) {
            throw APIError(.configuration, "\(urlName) \(correction.reason): write \(correction.form)")
        }
        configuration = try ClientConfiguration(
            baseURL: BaseURL(url),
            key: APIKey(key),
            keySource: environment.apiKeyVariable,
            organization: organization,
            project: project,
            userAgent: Self.userAgent
        )
    }

    /// The organisation that requests name: the environment's, else `OPENAI_ORG_ID`; the embedded account has none.
    static func organization(of environment: EnvironmentSettings, variables: [String: String]) -> String? {
        if let organization = environment.organization { return organization }
        guard environment.endpoint != .embedded else { return nil }
        return variables["OPENAI_ORG_ID"].flatMap { $0.isEmpty ? nil : $0 }
    }

    /// What may be wrong with a URL of which nothing but scheme and host is given; nil for every other one.
    static func hint(onBaseURLOf environment: EnvironmentSettings, variables: [String: String]) -> String? {
        guard environment.endpoint != .embedded,
            let url = try? BaseURL(baseURL(of: environment, variables: variables)), url.path.isEmpty
        else { return nil }
        return "the base URL has no path, and servers answer below /v1: did you mean \(url.origin)/v1?"
    }

    /// The environment's URL, else `OPENAI_BASE_URL`, else OpenAI's own.
    static func baseURL(of environment: EnvironmentSettings, variables: [String: String]) -> String {
        if case .url(let url) = environment.endpoint { return url }
        return variables["OPENAI_BASE_URL"].flatMap { $0.isEmpty ? nil : $0 } ?? "https://api.openai.com/v1"
    }
}
