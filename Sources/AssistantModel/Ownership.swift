/// The marks in an object's metadata that say which project, environment and key it belongs to.
///
/// Marks match as whole values. An object without them is never changed or deleted.
package struct Ownership: Hashable, Sendable {
    /// Of `project.yaml`.
    package var project: String
    /// The name of the environment.
    package var environment: String

    /// The marks of a project in an environment.
    package init(project: String, environment: String) {
        self.project = project
        self.environment = environment
    }

    /// The metadata keys that belong to the tool: six of the server's sixteen.
    package enum MetadataKey {
        /// Always ``Ownership/toolName``.
        package static let managedBy = "managed_by"
        /// The project's name.
        package static let project = "project"
        /// The environment's name.
        package static let environment = "environment"
        /// Of the assistant or knowledge base.
        package static let key = "key"
        /// `true` where deletion is refused.
        package static let protect = "protect"
        /// What the last apply noted: ``AppliedRecord``.
        package static let record = "assistantctl"

        /// All of them.
        package static let all = [managedBy, project, environment, key, protect, record]
    }

    /// The value of `managed_by`.
    package static let toolName = "assistantctl"

    /// The key of the object that carries this metadata, when every mark is this owner's.
    package func key(in metadata: [String: String]) -> String? {
        guard metadata[MetadataKey.managedBy] == Self.toolName,
            metadata[MetadataKey.project] == project,
            metadata[MetadataKey.environment] == environment,
            let key = metadata[MetadataKey.key], !key.isEmpty
        else { return nil }
        return key
    }

    /// The four marks for an object with this key.
    package func marks(key: String) -> [String: String] {
        [
            MetadataKey.managedBy: Self.toolName,
            MetadataKey.project: project,
            MetadataKey.environment: environment,
            MetadataKey.key: key,
        ]
    }
}
