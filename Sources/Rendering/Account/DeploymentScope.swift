import AssistantModel

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
}
