import AssistantModel
import OpenAIAPI
import Planning

/// The releases that an environment can be rolled back to, read once in a run when they are first needed.
actor KeptReleases {
    private let registry: any ReleaseKeeping
    private let client: any OpenAIClient
    private var snapshot: RegistrySnapshot?
    private var documents: [ReleaseDocument]?
    private let turns = TurnTaking()
    private var files: [NamedContent: [String]]?
    /// Of the live release, by the stores that have them.
    private var ownFiles: [String: [NamedContent: [String]]]?
    private var liveFileIDs: Set<String> = []
    private var namedFileIDs: Set<String>?
    private var handedOut: Set<String> = []
    private var othersFileIDs: Set<String>?
    private var goneStores: [String: Bool] = [:]

    init(registry: any ReleaseKeeping, client: any OpenAIClient) {
        self.registry = registry
        self.client = client
    }

    func begin(_ snapshot: RegistrySnapshot) {
        self.snapshot = snapshot
        documents = nil
        files = nil
        ownFiles = nil
        liveFileIDs = snapshot.content.fileIDs
        namedFileIDs = nil
        handedOut = []
        othersFileIDs = nil
        goneStores = [:]
    }

    private func isOurs(_ store: VectorStoreObject) -> Bool {
        guard let document = snapshot?.document else { return false }
        return Ownership(project: document.project, environment: document.environment).key(in: store.metadata) != nil
    }

    /// Every file object that a kept release names, the live one included.
    func fileIDs() async throws(DeploymentError) -> Set<String> {
        if let namedFileIDs { return namedFileIDs }
        let fileIDs = try await earlier().reduce(into: liveFileIDs) { $0.formUnion($1.content.fileIDs) }
        namedFileIDs = fileIDs
        return fileIDs
    }

    /// Whether the live release names the file, or an earlier one that is kept.
    func names(_ fileID: String) async throws(DeploymentError) -> Bool {
        if liveFileIDs.contains(fileID) { return true }
        return try await fileIDs().contains(fileID)
    }

    /// Whether `forget` left the file to somebody else.
    func isForgotten(_ fileID: String) -> Bool { snapshot?.content.forgottenFileIDs.contains(fileID) ?? false }

    /// File objects that kept releases name and that are not the project's any more: those that `forget` left alone, and
    /// the members of stores that lost the project's marks, by hand or because a `forget` stopped part-way.
    func fileIDsOfOthers() async throws(DeploymentError) -> Set<String> {
        if let othersFileIDs { return othersFileIDs }
        guard let snapshot else { return [] }
        let contents = [snapshot.content] + (try await earlier()).map(\.content)
        let storeIDs = Set(contents.flatMap(\.vectorStoreIDs))
        var fileIDs = snapshot.content.forgottenFileIDs
        do throws(APIError) {
            let others = try await client.listVectorStores().filter { store in
                storeIDs.contains(store.id) && !isOurs(store)
            }
            let members = try await concurrentMap(others.map(\.id), width: 16) { [client] id throws(APIError) in
                try await nilIfGone { () async throws(APIError) in try await client.listVectorStoreFiles(in: id) } ?? []
            }
            fileIDs.formUnion(members.joined().map(\.id))
        } catch {
            throw DeploymentError(error, kind: .partway)
        }
        othersFileIDs = fileIDs
        return fileIDs
    }

    /// The next of ``files(named:_:except:)``, or of the live release's own where their store is gone or has expired: each
    /// is handed out once.
    func takeFile(
        named name: String,
        _ content: FileContent,
        except: Set<String>,
        lostStoreID: String? = nil
    ) async throws(DeploymentError) -> String? {
        if let lostStoreID, try await isGone(lostStoreID) {
            // Somebody else may have been given it while others' files were read.
            while let id = try await ownFile(named: name, content, except: except, ofStore: lostStoreID) {
                if handedOut.insert(id).inserted { return id }
            }
        }
        let files = try await files(named: name, content, except: except)
        guard let id = files.first(where: { !handedOut.contains($0) }) else { return nil }
        handedOut.insert(id)
        return id
    }

    /// A store that only lost its marks is somebody's, and so are its files. An expired one is as good as gone: what it
    /// still shows is planned from, what it does not is found here.
    private func isGone(_ storeID: String) async throws(DeploymentError) -> Bool {
        if let known = goneStores[storeID] { return known }
        do throws(APIError) {
            let store = try await nilIfGone { [client] () async throws(APIError) in
                try await client.retrieveVectorStore(storeID)
            }
            let isGone = store.map { $0.status == .expired && isOurs($0) } ?? true
            goneStores[storeID] = isGone
            return isGone
        } catch {
            throw DeploymentError(error, kind: .partway)
        }
    }

    /// A file that the live release has in this store and nowhere else.
    private func ownFile(
        named name: String,
        _ content: FileContent,
        except: Set<String>,
        ofStore storeID: String
    ) async throws(DeploymentError) -> String? {
        let named = filesByStore()[storeID]?[NamedContent(name: name, sha256: content.sha256, bytes: content.bytes)]
        let found = (named ?? []).filter { !except.contains($0) && !handedOut.contains($0) }
        if found.isEmpty { return nil }
        let others = try await fileIDsOfOthers()
        return found.first { !others.contains($0) }
    }

    /// What the live release has in one place, gathered once: every upload asks.
    private func filesByStore() -> [String: [NamedContent: [String]]] {
        if let ownFiles { return ownFiles }
        guard let live = snapshot?.content else { return [:] }
        let stores = Dictionary(grouping: live.allKnowledge, by: \.vectorStoreID).mapValues { $0.flatMap(\.files) }
        var places: [String: Int] = [:]
        for files in stores.values { for id in Set(files.map(\.id)) { places[id, default: 0] += 1 } }
        for id in live.assistants.flatMap(\.codeInterpreterFiles).map(\.id) { places[id, default: 0] += 1 }
        let files = stores.mapValues { files in
            Dictionary(grouping: files.filter { places[$0.id] == 1 }, by: NamedContent.init).mapValues { $0.map(\.id) }
        }
        ownFiles = files
        return files
    }

    /// Files of other kept releases with this name and content that the live one does not have, newest release first.
    func files(
        named name: String,
        _ content: FileContent,
        except: Set<String>
    ) async throws(DeploymentError) -> [String] {
        let named = try await earlierFiles()[NamedContent(name: name, sha256: content.sha256, bytes: content.bytes)]
        let ids = (named ?? []).filter { !except.contains($0) && !handedOut.contains($0) }
        if ids.isEmpty { return [] }
        let others = try await fileIDsOfOthers()
        return ids.filter { !others.contains($0) }
    }

    /// The file objects that earlier releases name and the live one does not, gathered once: every upload asks.
    private func earlierFiles() async throws(DeploymentError) -> [NamedContent: [String]] {
        if let files { return files }
        var files: [NamedContent: [String]] = [:]
        for file in try await earlier().flatMap(\.content.files) where !liveFileIDs.contains(file.id) {
            let key = NamedContent(file)
            if files[key]?.contains(file.id) != true { files[key, default: []].append(file.id) }
        }
        self.files = files
        return files
    }

    private func earlier() async throws(DeploymentError) -> [(release: Int, content: ReleaseContent)] {
        guard let snapshot else { return [] }
        // Many uploads ask at a time, and one reading is enough for all.
        await turns.take()
        defer { turns.end() }
        if documents == nil {
            // What may have been live counts as an earlier release: the run puts it into the history.
            var read = snapshot.releasesAbove
            for summary in ReleaseHistory(releases: snapshot.content.history).published {
                read.append(try await registry.release(summary.release, in: snapshot))
            }
            documents = read
        }
        return (documents ?? []).compactMap { document in
            guard case .complete(let content) = document.content else { return nil }
            return (document.release, content)
        }
    }
}

/// What a file object has to be to take the place of an upload.
private struct NamedContent: Hashable {
    var name: String
    var sha256: String
    var bytes: Int

    init(name: String, sha256: String, bytes: Int) {
        self.name = name
        self.sha256 = sha256
        self.bytes = bytes
    }

    init(_ file: ReleaseFile) {
        self.init(name: ProjectFile.uploadName(ofPath: file.path), sha256: file.sha256, bytes: file.bytes)
    }
}
