import AssistantModel
import OrderedJSON

/// Which part of which account something is about.
package struct DeploymentScope: Equatable, Sendable {
    /// Of `project.yaml`.
    package var project: String
    /// The name of the environment.
    package var environment: String
    /// What the environment deploys to.
    package var api: APIKind

    /// A part of an account.
    package init(project: String, environment: String, api: APIKind) {
        self.project = project
        self.environment = environment
        self.api = api
    }

    /// The same for documents that other modules put together.
    package func document(_ members: JSONObject) -> String { json(members) }

    /// A document for programs: `format_version` (`1.0`), `project`, `environment`, `api`, and these members.
    func json(_ members: JSONObject) -> String {
        let head: [(String, JSONValue)] = [
            ("format_version", "1.0"), ("project", .string(project)), ("environment", .string(environment)),
            ("api", .string(api.rawValue)),
        ]
        return JSONText.output(.object(JSONObject(head + members.map { ($0.key, $0.value) })))
    }
}
