import AssistantModel

/// Which part of which account something is about.
package struct DeploymentScope: Equatable, Sendable {
    package var project: String
    package var environment: String
    package var api: APIKind

    package init(project: String, environment: String, api: APIKind) {
        self.project = project
        self.environment = environment
        self.api = api
    }
}
