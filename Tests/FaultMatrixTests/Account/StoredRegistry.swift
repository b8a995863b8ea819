import OrderedJSON

@testable import Sandbox

/// A registry that lives in a vector store, as the sandbox's own tables have it.
enum StoredRegistry {
    /// Whether a store holds releases and no knowledge.
    static func isRegistry(_ store: VectorStoreRecord) -> Bool { store.metadata["key"]?.stringValue == "#releases" }

    /// Whether it is one in which anything was ever released.
    static func hasReleases(_ store: VectorStoreRecord) -> Bool {
        isRegistry(store) && store.metadata["assistantctl_release"]?.stringValue?.isEmpty == false
    }

    /// The live release; null where nothing was released.
    static func document(of store: VectorStoreRecord, _ services: SandboxServices) throws -> JSONValue {
        guard let id = store.metadata["assistantctl_release"]?.stringValue, !id.isEmpty else { return .null }
        return try JSONValue(parsing: services.contents.read(id))
    }

    /// The documents of the live release and of those in its history.
    static func documentIDs(of store: VectorStoreRecord, _ services: SandboxServices) throws -> [String] {
        let history = try document(of: store, services)["history"]?.arrayValue ?? []
        let live = store.metadata["assistantctl_release"]?.stringValue
        return history.compactMap { $0["document"]?.stringValue } + [live].compactMap(\.self)
    }

    /// Whether a file is the document of a release, by its name.
    static func isDocument(_ file: FileRecord) -> Bool {
        file.filename.hasPrefix("assistants-velo-test.release-")
    }
}
