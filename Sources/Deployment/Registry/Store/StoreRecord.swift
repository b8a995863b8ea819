import AssistantModel
import OpenAIAPI
import OrderedJSON
import ReleaseProtocol

/// What the metadata of the vector store that holds the releases says.
struct StoreRecord: Sendable, Equatable {
    enum MetadataKey {
        /// The file object with the live release.
        static let release = "assistantctl_release"
        static let lock = "assistantctl_lock"
    }

    /// The mark of a registry: the key of a knowledge base begins with a letter or digit.
    static let key = "#releases"

    /// Whether a store holds the releases of any project and environment.
    static func isRegistry(_ metadata: Metadata) -> Bool {
        metadata[Ownership.MetadataKey.managedBy] == Ownership.toolName && metadata[Ownership.MetadataKey.key] == key
    }

    /// Nil where nothing was ever released.
    var documentID: String?
    var lock: StoreLock?
    /// Everything that stands there, keys of the host included.
    private let metadata: Metadata

    init(_ metadata: Metadata) {
        self.metadata = metadata
        documentID = metadata[MetadataKey.release].flatMap { $0.isEmpty ? nil : $0 }
        lock = metadata[MetadataKey.lock].flatMap { $0.isEmpty ? nil : StoreLock(text: $0) ?? .unreadable }
    }

    /// The full map for an update. What is not set stands as an empty text, because some hosts may keep keys that
    /// are left out (docs/openai-api.md, 5.4).
    var updated: Metadata {
        var updated = metadata
        updated[MetadataKey.release] = documentID ?? ""
        updated[MetadataKey.lock] = lock?.text ?? ""
        return updated
    }
}

/// Who changes the environment, as the store's metadata says it.
struct StoreLock: Sendable, Equatable {
    var run: RegistryRun
    /// Unix seconds of the server's time.
    var since: Int
    /// Unix seconds: the lock counts no more after it.
    var leaseEnd: Int
    /// Whether the run is finished and only keeps the lock until no lost try of it can take effect any more.
    var isFence: Bool
    /// Which try of the run made the registry with this lock on it, from 1 on.
    var attempt: Int

    init(run: RegistryRun, since: Int, leaseEnd: Int, isFence: Bool = false, attempt: Int = 1) {
        self.run = run
        self.since = since
        self.leaseEnd = leaseEnd
        self.isFence = isFence
        self.attempt = attempt
    }

    /// What a lock that is damaged counts as: nobody knows until when it holds, so it holds until a person says that its
    /// run is dead.
    static let unreadable = StoreLock(
        run: RegistryRun(
            id: "",
            author: "somebody whose lock, `\(StoreRecord.MetadataKey.lock)` in the store's metadata, is damaged"
        ),
        since: 0,
        leaseEnd: DocumentReader.lastTime
    )

    /// - Returns: nil for a text that this tool did not write.
    init?(text: String) {
        let times = 0...Int64(DocumentReader.lastTime)
        guard let json = try? JSONReader().value(from: Array(text.utf8)),
            let id = json["run"]?.stringValue,
            let since = json["since"]?.integerValue, times.contains(since),
            let leaseEnd = json["lease_end"]?.integerValue, times.contains(leaseEnd)
        else { return nil }
        self.init(
            run: RegistryRun(
                id: id,
                author: json["author"]?.stringValue ?? "",
                host: json["host"]?.stringValue ?? ""
            ),
            since: Int(since),
            leaseEnd: Int(leaseEnd),
            isFence: json["fence"]?.boolValue ?? false,
            attempt: json["attempt"]?.integerValue.map(Int.init) ?? 1
        )
    }

    /// At most 512 characters, the limit for a value of metadata (docs/openai-api.md, 5.1).
    var text: String {
        var members: JSONObject = [
            "run": .string(run.id), "author": .string(Self.short(run.author)),
            "host": .string(Self.short(run.host)), "since": .integer(Int64(since)),
            "lease_end": .integer(Int64(leaseEnd)),
        ]
        if isFence { members["fence"] = true }
        if attempt > 1 { members["attempt"] = .integer(Int64(attempt)) }
        return JSONWriter().string(from: .object(members))
    }

    private static func short(_ text: String) -> String {
        String(String.UnicodeScalarView(text.unicodeScalars.filter { $0.value >= 0x20 }.prefix(80)))
    }
}
