import AssistantModel
import OpenAIAPI
import ReleaseProtocol

/// The requests that a registry in a vector store is made of.
struct StoreRequests: Sendable {
    var client: RegistryClient
    let ownership: Ownership

    var name: String { SkillBundle.name(project: ownership.project, environment: ownership.environment) }

    /// The stores with the registry's marks, the one that counts first: more than one only in the moment in which two runs
    /// make one, and where the answer to a creation was lost.
    func stores() async throws(APIError) -> [VectorStoreObject] {
        Self.inOrder(
            try await client.listVectorStores().filter { ownership.key(in: $0.metadata) == StoreRecord.key }
        )
    }

    static func inOrder(_ stores: [VectorStoreObject]) -> [VectorStoreObject] {
        let byID = Dictionary(stores.map { ($0.id, $0) }) { first, _ in first }
        return RegistryCandidate.inOrder(byID.values.map(\.registryCandidate)).compactMap { byID[$0.id] }
    }

    /// The registry, read by its id because lists lag; nil where there is none.
    func store() async throws(APIError) -> VectorStoreObject? {
        for listed in try await stores() {
            if let store = try await store(listed.id) { return store }
        }
        return nil
    }

    /// Nil when it is gone, or carries the marks no more.
    func store(_ id: String) async throws(APIError) -> VectorStoreObject? {
        let store = try await nilIfGone { () async throws(APIError) in try await client.retrieveVectorStore(id) }
        return store.flatMap { ownership.key(in: $0.metadata) == StoreRecord.key ? $0 : nil }
    }

    func create(lock: StoreLock) async throws(APIError) -> VectorStoreObject {
        var record = StoreRecord(ownership.marks(key: StoreRecord.key))
        record.lock = lock
        return try await client.createVectorStore(
            VectorStoreParameters(name: .value(name), metadata: .value(record.updated))
        )
    }

    func write(_ record: StoreRecord, to id: String) async throws(APIError) {
        _ = try await client.updateVectorStore(id, VectorStoreParameters(metadata: .value(record.updated)))
    }

    // MARK: Documents

    /// Says what the file is to people who list files, and to whom it belongs: file objects have no metadata.
    func documentName(release: Int, run: String) -> String { "\(name).release-\(release).\(run).json" }

    /// Every file that is named like a release document of this environment.
    func documents() async throws(APIError) -> [OpenAIFile] {
        try await client.listFiles(purpose: .assistants)
            .filter { $0.filename.hasPrefix("\(name).release-") && $0.filename.hasSuffix(".json") }
    }

    func upload(_ text: String, named fileName: String) async throws(APIError) -> OpenAIFile {
        try await client.uploadFile(UploadSource(text: text, fileName: fileName))
    }

    /// - Throws: ``DeploymentError/Code/registryDamaged`` for a file that is no release of this environment.
    func document(_ fileID: String) async throws(DeploymentError) -> ReleaseDocument {
        let bytes: [UInt8]
        do throws(APIError) {
            bytes = try await client.release(inFile: fileID)
        } catch {
            guard error.code == .notFound else { throw DeploymentError(error, kind: .failedNothingChanged) }
            throw damaged(fileID, "is gone", error)
        }
        do throws(ReleaseDocumentError) {
            let document = try ReleaseDocument(bytes: bytes)
            if document.project == ownership.project, document.environment == ownership.environment,
                document.complete != nil
            {
                return document
            }
        } catch {
            throw damaged(fileID, "cannot be read: \(error)")
        }
        throw damaged(fileID, "is no release of this environment")
    }

    private func damaged(_ fileID: String, _ problem: String, _ error: APIError? = nil) -> DeploymentError {
        DeploymentError(
            .registryDamaged,
            .failedNothingChanged,
            "the file \(fileID), which the registry \(name) names as a release, \(problem).",
            underlying: error
        )
    }
}

extension OpenAIClient {
    /// The content of a file that is thought to be a release.
    func release(inFile id: String) async throws(APIError) -> [UInt8] {
        try await fileContent(id) { (try? ReleaseDocument(bytes: $0)) != nil }
    }

    /// The content of a file, read twice more at most where it is not what it has to be: an answer that was cut on its way
    /// says nothing of it.
    func fileContent(_ id: String, expecting isWhole: ([UInt8]) -> Bool) async throws(APIError) -> [UInt8] {
        var bytes = try await fileContent(id)
        for _ in 0..<2 where !isWhole(bytes) { bytes = try await fileContent(id) }
        return bytes
    }
}

extension VectorStoreObject {
    /// One with a release counts before every one without.
    fileprivate var registryCandidate: RegistryCandidate {
        let record = StoreRecord(metadata)
        guard record.documentID == nil else {
            return RegistryCandidate(id: id, createdAt: Int(createdAt) - RegistrySnapshot.ages)
        }
        return RegistryCandidate(
            id: id,
            createdAt: Int(createdAt),
            maker: record.lock?.run.id,
            attempt: record.lock?.attempt ?? 1
        )
    }
}

extension UploadSource {
    /// A text in memory.
    fileprivate init(text: String, fileName: String) {
        let bytes = Array(text.utf8)
        self.init(
            fileName: fileName,
            byteCount: Int64(bytes.count),
            mimeType: "application/json",
            sha256: ContentDigest.sha256(bytes),
            open: { TextReader(bytes: bytes) },
            makeHasher: { TextHasher() }
        )
    }
}

private final class TextReader: UploadReader {
    private let bytes: [UInt8]

    init(bytes: [UInt8]) { self.bytes = bytes }

    func read(from offset: Int64, maximumLength: Int) async throws -> [UInt8] {
        Array(bytes.dropFirst(Int(offset)).prefix(maximumLength))
    }
}

private struct TextHasher: ContentHasher {
    private var bytes: [UInt8] = []

    mutating func update(_ bytes: [UInt8]) { self.bytes += bytes }
    mutating func finish() -> String { ContentDigest.sha256(bytes) }
}
