/// The marks in an object's metadata that say which project, environment and key it belongs to.
///
/// Marks match as whole values. An object without them is never changed or deleted.
package struct Ownership: Hashable, Sendable {
    package var project: String
    package var environment: String

    package init(project: String, environment: String) {
        self.project = project
        self.environment = environment
    }

    /// The metadata keys that belong to the tool: six of the server's sixteen.
    package enum MetadataKey {
        package static let managedBy = "managed_by"
        package static let project = "project"
        package static let environment = "environment"
        package static let key = "key"
        package static let protect = "protect"
        package static let record = "assistantctl"

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
