import AssistantModel
import OpenAIAPI
import Planning

/// What a run has learned so far: ids, answers, and what is left to tidy.
actor RunState {
    /// By the key of the knowledge base: its store as last answered.
    private var stores: [String: LiveVectorStore] = [:]
    /// By the key of the assistant: as last answered, with what was sent.
    private var definitions: [String: (live: LiveAssistant, write: DefinitionWrite)] = [:]
    /// Ids of files uploaded by this run.
    private(set) var uploads: [ResourceAddress: String] = [:]
    /// Files uploaded by this run that nothing refers to yet.
    private(set) var loose: [String: ResourceAddress] = [:]
    /// The batch that a file was attached with.
    private var batches: [String: (id: String, number: Int)] = [:]
    /// How long to wait before a batch's first look, when the server said.
    private var pollHints: [String: Duration?] = [:]
    /// Digests of file objects whose removal a holder's record has to remember, by the holder's id.
    private(set) var removing: [String: Set<String>] = [:]
    /// Files, by path, of which an upload got no answer: a copy may be left on the account.
    private(set) var lostUploads: [String: FileContent] = [:]
    /// Files attached by this run that are indexed.
    private(set) var indexedIDs: Set<String> = []
    /// Files that were on the account before, for an earlier release or in an expired store, and are attached instead of
    /// an upload.
    private var reusedIDs: Set<String> = []
    /// Stores that this run made.
    private(set) var madeStores: [LiveVectorStore] = []
    /// The stores that this run made and deleted.
    private(set) var storeChanges = ListedChanges()
    private(set) var hasFailures = false
    /// Steps that failed or were skipped, but for those that keep records only.
    private(set) var undoneSteps: Set<Int> = []
    /// Keys of assistants that leave the release.
    private(set) var removedAssistants: Set<String> = []
    /// Stores that have the project's marks no longer.
    private(set) var forgottenStoreIDs: Set<String> = []
    private(set) var notes: [String] = []
    private(set) var uploadedIDs: Set<String> = []
    private var indexedCounts: [String: (completed: Int, total: Int)] = [:]

    /// The store of a knowledge base, as a step of this run prepared it.
    ///
    /// - Throws: where none did.
    func store(ofKnowledge key: String) throws(DeploymentError) -> LiveVectorStore {
        guard let store = stores[key] else { throw .unprepared(.vectorStore(key)) }
        return store
    }

    /// The id of the store of a knowledge base; nil where no step of this run prepared it.
    func storeID(ofKnowledge key: String) -> String? { stores[key]?.id }

    /// What was written of an assistant, by its key.
    func definition(_ key: String) -> (live: LiveAssistant, write: DefinitionWrite)? { definitions[key] }

    /// The id of a file that this run uploaded.
    ///
    /// - Throws: where it did not.
    func uploadID(at address: ResourceAddress) throws(DeploymentError) -> String {
        guard let id = uploads[address] else { throw .unprepared(address) }
        return id
    }

    func setStore(_ store: LiveVectorStore, key: String) { stores[key] = store }

    func noteMade(_ store: LiveVectorStore) {
        madeStores.append(store)
        storeChanges.noteMade(store.id)
    }

    func noteRemovedStore(_ id: String) { storeChanges.noteRemoved(id) }

    func setDefinition(_ live: LiveAssistant, _ write: DefinitionWrite, key: String) {
        definitions[key] = (live, write)
    }

    func noteUpload(_ fileID: String, _ address: ResourceAddress) {
        uploads[address] = fileID
        loose[fileID] = address
        uploadedIDs.insert(fileID)
    }

    /// A file object takes the place of an upload.
    ///
    /// - Returns: whether it was free: one is taken once.
    func reuse(_ fileID: String, _ address: ResourceAddress) -> Bool {
        guard reusedIDs.insert(fileID).inserted else { return false }
        noteUpload(fileID, address)
        return true
    }

    func isReused(_ fileID: String) -> Bool { reusedIDs.contains(fileID) }

    func notReused(_ fileIDs: [String]) -> [String] { fileIDs.filter { !reusedIDs.contains($0) } }

    /// The file objects that took the place of uploads for one knowledge base.
    func reused(of key: String) -> Set<String> {
        reusedIDs.intersection(uploads.lazy.filter { $0.key.owner == key }.map(\.value))
    }

    func noteFailure(of step: Int) {
        hasFailures = true
        undoneSteps.insert(step)
    }

    func noteSkipped(_ step: Int) { undoneSteps.insert(step) }

    func noteIndexed(_ fileID: String) { indexedIDs.insert(fileID) }

    func noteRemovedAssistant(_ key: String) { removedAssistants.insert(key) }

    func noteForgottenStore(_ id: String) { forgottenStoreIDs.insert(id) }

    func noteLostUpload(_ path: String, _ content: FileContent) { lostUploads[path] = content }

    func noteAttached(_ fileIDs: [String], batch: VectorStoreFileBatchObject? = nil) {
        for fileID in fileIDs {
            loose[fileID] = nil
            if let batch { batches[fileID] = (batch.id, pollHints.count) }
        }
        if let batch { pollHints[batch.id] = .some(batch.pollAfter) }
    }

    /// A write is about to refer to the files: from here on they are not ours alone to delete.
    ///
    /// - Returns: those of them that nothing referred to.
    func takeFromLoose(_ fileIDs: [String]) -> [String: ResourceAddress] {
        var taken: [String: ResourceAddress] = [:]
        for fileID in fileIDs { taken[fileID] = loose.removeValue(forKey: fileID) ?? taken[fileID] }
        return taken
    }

    /// The write was certainly not carried out.
    func putBackLoose(_ files: [String: ResourceAddress]) {
        loose.merge(files) { _, address in address }
    }

    /// The file may or may not be attached: it is neither deleted nor forgotten.
    func noteUncertain(_ fileID: String) { loose[fileID] = nil }

    /// The batches that the files were attached with, the latest last, and how soon the server wants to be asked.
    func batches(of fileIDs: [String]) -> (ids: [String], pollHint: Duration?) {
        let numbers = Dictionary(fileIDs.compactMap { batches[$0] }.map { ($0.id, $0.number) }) { first, _ in first }
        let ids = numbers.sorted { $0.value < $1.value }.map(\.key)
        return (ids, ids.compactMap { pollHints[$0] ?? nil }.min())
    }

    /// The batch that a file was attached with; nil for one that another run attached.
    func batch(of fileID: String) -> String? { batches[fileID]?.id }

    /// The file that nothing refers to yet, for this address; nil for every other file.
    func looseAddress(of fileID: String) -> ResourceAddress? { loose[fileID] }

    func isUploadedHere(_ fileID: String) -> Bool { uploadedIDs.contains(fileID) }

    func noteGone(_ fileID: String) { loose[fileID] = nil }

    /// - Returns: every digest that the holder's record has to have.
    func addRemoving(_ digests: [String], holderID: String) -> [String] {
        removing[holderID, default: []].formUnion(digests)
        return removing[holderID, default: []].sorted()
    }

    func removed(_ digest: String, holderID: String) { removing[holderID]?.remove(digest) }

    func removing(by holderID: String) -> [String] { (removing[holderID] ?? []).sorted() }

    func note(_ text: String) {
        if !notes.contains(text) { notes.append(text) }
    }

    func expectIndexing(_ count: Int, store: String) -> (completed: Int, total: Int) {
        indexedCounts[store, default: (0, 0)].total += count
        return indexedCounts[store] ?? (0, 0)
    }

    func indexed(_ count: Int, store: String) -> (completed: Int, total: Int) {
        indexedCounts[store, default: (0, 0)].completed += count
        return indexedCounts[store] ?? (0, 0)
    }
}

extension DeploymentError {
    /// A step began before the one that it needs: a mistake of this program, which must not pass for success.
    static func unprepared(_ address: ResourceAddress) -> DeploymentError {
        DeploymentError(
            .unprepared,
            .partway,
            "\(address) was not ready for the next step of its change. That is a mistake in assistantctl: please report it. "
                + "Run apply again: it goes on from what the account holds."
        )
    }
}
