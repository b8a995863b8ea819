import SourceDiagnostics

/// What `project.yaml` says of one environment: an account plus an api.
package struct EnvironmentSettings: Hashable, Sendable {
    /// Where the account is reached.
    package enum Endpoint: Hashable, Sendable {
        /// The sandbox inside the command: no server, no key.
        case embedded
        /// The base URL of a server, `/v1` included, without a slash at its end.
        case url(String)
        /// `OPENAI_BASE_URL`, else OpenAI's own.
        case standard
    }

    /// What holds the releases of an environment with `api: responses`.
    package enum Registry: String, Hashable, Sendable, CaseIterable {
        /// A Skill: immutable versions and a lock.
        case skill
        /// A vector store, for servers without `/v1/skills`: a weaker lock.
        case vectorStore = "vector_store"
    }

    /// Which checks have to pass before something is applied.
    package enum RequiredChecks: String, Hashable, Sendable, Comparable {
        case none
        /// Those that there are, of every assistant that changes.
        case declared = "true"
        /// The same, and every assistant that changes has to have some.
        case all

        package static func < (left: RequiredChecks, right: RequiredChecks) -> Bool {
            let order: [RequiredChecks] = [.none, .declared, .all]
            return (order.firstIndex(of: left) ?? 0) < (order.firstIndex(of: right) ?? 0)
        }
    }

    /// Where the key is looked for that no `api_key_env` names.
    package static let standardKeyVariable = "OPENAI_API_KEY"

    /// `[a-z0-9]{1,16}`.
    package var name: String
    /// What is deployed to.
    package var api: APIKind
    /// Where the account is reached.
    package var endpoint: Endpoint
    /// Sent with every request; nil for `OPENAI_ORG_ID`, else the key's own.
    package var organization: String?
    /// Sent with every request; nil for `OPENAI_PROJECT_ID`, else the key's own.
    package var project: String?
    /// The name of the environment variable that holds the key; never the key.
    package var apiKeyVariable: String
    /// The absolute path of certificates, as PEM, that servers are believed by beside the machine's own.
    package var certificateFile: String?
    /// Refuses `destroy`.
    package var isProtected: Bool
    /// What an apply requires.
    package var requiredChecks = RequiredChecks.none
    /// Counts for `api: responses` only.
    package var registry: Registry
    /// The name in `project.yaml`.
    package var location: SourceLocation

    /// Settings with the defaults of `project.yaml`.
    package init(
        name: String,
        api: APIKind = .responses,
        endpoint: Endpoint = .standard,
        organization: String? = nil,
        project: String? = nil,
        apiKeyVariable: String = Self.standardKeyVariable,
        certificateFile: String? = nil,
        isProtected: Bool = false,
        registry: Registry = .skill,
        location: SourceLocation
    ) {
        self.name = name
        self.api = api
        self.endpoint = endpoint
        self.organization = organization
        self.project = project
        self.apiKeyVariable = apiKeyVariable
        self.certificateFile = certificateFile
        self.isProtected = isProtected
        self.registry = registry
        self.location = location
    }
}
