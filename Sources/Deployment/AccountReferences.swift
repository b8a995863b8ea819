import AssistantModel
import OpenAIAPI

/// What an account refers to its file objects by, whatever api, project and environment does so: what stands here is in
/// use. Threads and programs that know a file's id are not seen by any request.
struct AccountReferences: Sendable {
    /// Members of every store, files of assistants, and what any release of any registry names, kept ones included.
    private(set) var fileIDs: Set<String> = []
    /// Files in containers, which are copies: which file object one was made from is not told.
    private(set) var copies: Set<UploadLook> = []
    /// What runs that may be alive are about to upload.
    private(set) var intentions: [Intention] = []

    /// Uploads of a run whose lock holds.
    struct Intention: Sendable, Hashable {
        /// The run, as people call it.
        var run: String
        /// Unix seconds of the server's time.
        var from: Int
        /// Nil where the lock does not say what its run uploads: everything, then.
        var upload: UploadLook?
    }

    /// Whether something refers to the file.
    func refer(to file: OpenAIFile) -> Bool {
        fileIDs.contains(file.id) || copies.contains(UploadLook(file))
    }

    /// The run that may have uploaded the file and not attached it yet; nil for none.
    func runIntending(_ file: OpenAIFile) -> String? {
        intentions.first { intention in
            (file.createdAt == 0 || Int(file.createdAt) >= intention.from)
                && (intention.upload ?? UploadLook(file)) == UploadLook(file)
        }?.run
    }
}

extension AccountReferences {
    /// Reads every store, assistant, release and container of the account.
    ///
    /// - Parameters:
    ///   - except: ids of assistants and stores that count for nothing, because they go.
    ///   - now: Unix seconds of the server's time: locks that end before are over.
    /// - Throws: also for a release that cannot be read: what it names is not known then.
    init(
        reading client: any OpenAIClient,
        except: Set<String> = [],
        now: @Sendable () -> Int,
        concurrency: Int
    ) async throws(APIError) {
        let assistants = try await Self.served([.apiRemoved, .notServed]) { () async throws(APIError) in
            try await client.listAssistants()
        }.filter { !except.contains($0.id) }
        let stores = try await client.listVectorStores().filter { !except.contains($0.id) }
        var storeIDs = Set(stores.map(\.id)).union(assistants.flatMap { $0.toolResources.vectorStoreIDs ?? [] })
        fileIDs = Set(assistants.flatMap { $0.toolResources.codeInterpreterFileIDs ?? [] })

        var releases = try await ReleasesOfAccount(client: client, concurrency: concurrency).inSkills()
        releases += try await ReleasesOfAccount(client: client, concurrency: concurrency).inStores(stores)
        for release in releases {
            fileIDs.formUnion(release.fileIDs)
            storeIDs.formUnion(release.vectorStoreIDs)
            intentions += release.intentions(now: now())
        }

        // Lists lag (docs/openai-api.md, 4.6, 4.7): they lack stores that are there, and show stores that are gone.
        let members = try await concurrentMap(storeIDs.sorted(), width: concurrency) { id throws(APIError) in
            try await nilIfGone { () async throws(APIError) in try await client.listVectorStoreFiles(in: id) } ?? []
        }
        fileIDs.formUnion(members.joined().map(\.id))
        copies = try await Self.copies(client, concurrency)
    }

    private static func copies(
        _ client: any OpenAIClient,
        _ concurrency: Int
    ) async throws(APIError) -> Set<UploadLook> {
        // A host, or a key, that does not list them shows none.
        let containers = try await served([.notServed, .forbidden, .invalidRequest]) { () async throws(APIError) in
            try await client.listContainers()
        }
        let files = try await concurrentMap(containers.map(\.id), width: concurrency) { id throws(APIError) in
            try await nilIfGone { () async throws(APIError) in try await client.listContainerFiles(in: id) } ?? []
        }
        return Set(files.joined().compactMap(UploadLook.init))
    }

    /// What a list holds, nothing where the host does not serve it.
    private static func served<Object>(
        _ absences: Set<APIError.Code>,
        _ list: () async throws(APIError) -> [Object]
    ) async throws(APIError) -> [Object] {
        do throws(APIError) {
            return try await list()
        } catch {
            guard absences.contains(error.code) else { throw error }
            return []
        }
    }
}

extension UploadLook {
    /// Nil for a file that no path names.
    fileprivate init?(_ file: ContainerFileObject) {
        guard let name = file.path.split(separator: "/").last else { return nil }
        self.init(name: String(name), bytes: Int(file.bytes))
    }
}

/// All that an unattached upload can be known by: file objects carry no marks and show no hash.
struct UploadLook: Sendable, Hashable {
    /// In the form that both spellings of a name share.
    private let name: String
    private let bytes: Int

    init(name: String, bytes: Int) {
        self.name = Self.unmangled(name)
        self.bytes = bytes
    }

    /// A name whose UTF-8 a server read as Latin-1 (docs/openai-api.md, 13.16), as it was sent; any other as it is.
    private static func unmangled(_ name: String) -> String {
        var bytes: [UInt8] = []
        for scalar in name.unicodeScalars {
            guard let byte = UInt8(exactly: scalar.value) else { return name }
            bytes.append(byte)
        }
        return String(validating: bytes, as: UTF8.self) ?? name
    }

    init(_ file: OpenAIFile) {
        self.init(name: file.filename, bytes: Int(file.bytes))
    }
}

/// The names and sizes under which the project's files go up.
struct UploadNames: Sendable {
    private let paths: [UploadLook: [String]]

    init(contents: FileContents) {
        paths = Dictionary(grouping: contents.all) { path, content in
            UploadLook(name: ProjectFile.uploadName(ofPath: path), bytes: content.bytes)
        }.mapValues { files in Set(files.map(\.path)).sorted() }
    }

    /// The paths, sorted, that the file may be an upload of.
    func paths(of file: OpenAIFile) -> [String] { paths[UploadLook(file)] ?? [] }
}
