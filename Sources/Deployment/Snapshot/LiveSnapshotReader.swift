import AssistantModel
import OpenAIAPI
import Planning

/// Reads what the account holds of one project and environment: a request per hundred objects, and a closer look only
/// where a plan needs one.
package struct LiveSnapshotReader: Sendable {
    private let client: any OpenAIClient
    private let adapter: any DefinitionAdapter
    private let ownership: Ownership
    private let concurrency: Int
    private let indexingDeadline: Duration
    private let readStores = ReadStores()

    /// - Parameter indexingDeadline: for how long an apply waits for a file: one that is not indexed after twice that
    ///   never will be (docs/openai-api.md, 13.18).
    package init(
        client: any OpenAIClient,
        adapter: any DefinitionAdapter,
        ownership: Ownership,
        concurrency: Int = 16,
        indexingDeadline: Duration = ApplySettings().indexingDeadline
    ) {
        self.client = client
        self.adapter = adapter
        self.ownership = ownership
        self.concurrency = concurrency
        self.indexingDeadline = indexingDeadline
    }

    /// What a plan for the desired state needs: the members of stores that seem to differ, and the names of code
    /// interpreter files that go.
    package func read(
        for desired: DesiredState,
        contents: FileContents,
        scope: PlanScope = .everything
    ) async throws(DeploymentError) -> LiveState {
        let overview = try await readForPlanning()
        return try await inspect(Matching(desired: desired, contents: contents, overview: overview, scope: scope)).live
    }

    /// What the first stage of planning needs. No file of the project is needed for it: it can go on while they are
    /// hashed.
    package func readForPlanning() async throws(DeploymentError) -> LiveState {
        try await failingWithNothingChanged { try await findingDeletedFiles(in: try await readObjects()) }
    }

    /// What the second stage of planning needs.
    package func inspect(_ matching: Matching) async throws(DeploymentError) -> Inspection {
        try await failingWithNothingChanged { matching.inspected(try await answers(to: matching.needs)) }
    }

    /// Everything: the members of all stores and the names of all files.
    package func readEverything() async throws(DeploymentError) -> LiveState {
        let overview = try await readForPlanning()
        let needs = Matching.Needs(everythingIn: overview)
        return try await failingWithNothingChanged { overview.with(try await answers(to: needs), to: needs) }
    }

    /// Only what lists show: enough to tell ids.
    package func readOverview() async throws(DeploymentError) -> LiveState {
        try await failingWithNothingChanged { try await readObjects() }
    }

    /// What `forget` needs: ids are enough. Stores that only the live release still counts among the project's are part
    /// of it, so that a run which stopped behind them is finished.
    package func readForForgetting() async throws(DeploymentError) -> LiveState {
        var live = try await readOverview()
        let marked = Set(live.vectorStores.map(\.id))
        let released = await adapter.run?.releasedStores() ?? []
        live.vectorStores += released.filter { !marked.contains($0.id) }
        live.vectorStores.sort { $0.id < $1.id }
        return live
    }

    private func failingWithNothingChanged<Value>(
        _ read: () async throws -> Value
    ) async throws(DeploymentError) -> Value {
        do {
            return try await read()
        } catch {
            throw DeploymentError(of: error, kind: .failedNothingChanged)
        }
    }

    private func readObjects() async throws -> LiveState {
        await readStores.forget()
        let assistants: [LiveAssistant]
        var named: Set<String> = []
        let listed: [VectorStoreObject]
        if let releases = adapter.run {
            let ahead = PagesAhead()
            // A page that turns out not to be needed is not waited for: the end of this block ends the reading.
            async let _ = ahead.read(from: client)
            assistants = try await adapter.definitions()
            named = Set(await releases.releasedStores().map(\.id))
            let since = await releases.unreleasedSince()
            listed = try await NewestStores(client: client, named: named, since: since, few: concurrency)
                .list(from: ahead)
        } else {
            async let definitions = adapter.definitions()
            async let objects = client.listVectorStores()
            assistants = try await definitions
            listed = try await objects
        }
        named.formUnion(assistants.flatMap(\.vectorStoreIDs))
        let unlisted = try await stores(named.subtracting(listed.map(\.id)))
        return LiveState(
            assistants: assistants.sorted { $0.id < $1.id },
            vectorStores: (listed + unlisted).compactMap { LiveVectorStore($0, ownership: ownership) }
                .sorted { $0.id < $1.id }
        )
    }

    /// Those of the stores that are there. Lists lag (docs/openai-api.md, 4.6): a store that something refers to is gone
    /// only when it cannot be read by id.
    private func stores(_ ids: Set<String>) async throws(APIError) -> [VectorStoreObject] {
        let (client, readStores) = (client, readStores)
        return try await concurrentMap(ids.sorted(), width: concurrency) { id throws(APIError) -> VectorStoreObject? in
            if let known = await readStores[id] { return known }
            let store = try await nilIfGone { () async throws(APIError) in try await client.retrieveVectorStore(id) }
            await readStores.note(store)
            return store
        }.compactMap { $0 }
    }

    /// Marks files of code interpreter whose objects are gone: one list tells of all, and what it lacks is read by id,
    /// because lists lag.
    private func findingDeletedFiles(in live: LiveState) async throws(APIError) -> LiveState {
        let ids = Set(live.assistants.flatMap { $0.codeInterpreterFiles.map(\.id) })
        if ids.isEmpty { return live }
        let listed = Set(try await client.listFiles(purpose: .assistants).map(\.id))
        let unlisted = ids.subtracting(listed).sorted()
        let deleted = Set(unlisted).subtracting(try await readFiles(unlisted).keys)
        var live = live
        for index in live.assistants.indices {
            live.assistants[index].codeInterpreterFiles = live.assistants[index].codeInterpreterFiles.map { file in
                var file = file
                file.isDeleted = deleted.contains(file.id)
                return file
            }
        }
        return live
    }

    private func answers(to needs: Matching.Needs) async throws -> Matching.Answers {
        async let files = readFiles(needs.fileIDs)
        async let assistants = adapter.stillThere(needs.assistantIDs)
        async let external = stores(Set(needs.externalStoreIDs))
        var members = try await readMembers(of: needs.stores)
        let adoption = AdoptionReader(
            client: client,
            adapter: adapter,
            ownership: ownership,
            concurrency: concurrency
        )
        var outsideUsers: [String: [String]] = [:]
        for store in needs.stores where needs.possiblySharedStoreIDs.contains(store.id) {
            guard let listed = members[store.id] else { continue }
            let others = try await adoption.others(of: store.id, needs)
            outsideUsers[store.id] = others.users
            guard store.isBeingAdopted else { continue }
            members[store.id] = try await adoption.looking(into: store, listed, names: needs.adoptedNames, others)
        }
        let looks = try await adoption.looks(at: needs) { store throws(APIError) in
            try await readMembers(of: [store])[store.id]
        }
        var answers = Matching.Answers(
            assistantIDs: try await assistants,
            members: members,
            files: try await files.mapValues {
                LiveCodeInterpreterFile(id: $0.id, name: $0.filename, bytes: Int($0.bytes))
            },
            externalStores: Dictionary(try await external.map { ($0.id, ExternalStore($0)) }) { first, _ in first },
            adoptions: looks
        )
        answers.outsideUsers = outsideUsers
        return answers
    }

    /// Stores that are gone have no entry: lists show them for a while after their deletion.
    private func readMembers(of stores: [LiveVectorStore]) async throws(APIError) -> [String: [LiveMember]] {
        let (client, adapter) = (client, adapter)
        let deadline = indexingDeadline.components.seconds
        let members = try await concurrentMap(stores, width: concurrency) {
            store throws(APIError) -> (String, [LiveMember])? in
            let objects = try await nilIfGone { () async throws(APIError) in
                try await client.listVectorStoreFiles(in: store.id)
            }
            guard var objects else { return nil }
            if client.observed.cutLists.contains(where: { $0.hasSuffix("/\(store.id)/files") }) {
                // The live release knows the ids of the others.
                let released = await adapter.run?.releasedStores().first { $0.id == store.id }
                let ids = Set((released?.members ?? []).map(\.fileID)).subtracting(objects.map(\.id))
                for id in ids.sorted() {
                    if let object = try await client.member(id, of: store.id) { objects.append(object) }
                }
            }
            // Where all are indexed, the store itself says how its files stand.
            if store.counts.completed != objects.count {
                for index in objects.indices where objects[index].status == .untold {
                    let id = objects[index].id
                    objects[index] = try await client.member(id, of: store.id) ?? objects[index]
                }
            }
            let stuckSince = client.observed.serverTime.map { $0 - 2 * deadline }
            let members = objects.map { LiveMember($0, stuckSince: stuckSince) }
            return (store.id, members.sorted { $0.fileID < $1.fileID })
        }
        return Dictionary(members.compactMap { $0 }) { first, _ in first }
    }

    /// Files that are gone have no entry.
    private func readFiles(_ ids: [String]) async throws(APIError) -> [String: OpenAIFile] {
        let client = client
        let files = try await concurrentMap(ids, width: concurrency) { id throws(APIError) -> OpenAIFile? in
            try await nilIfGone { () async throws(APIError) in try await client.retrieveFile(id) }
        }
        return Dictionary(files.compactMap { $0 }.map { ($0.id, $0) }) { first, _ in first }
    }
}

/// The stores that were read by their ids for one plan: none is read twice.
private actor ReadStores {
    private var stores: [String: VectorStoreObject] = [:]

    subscript(id: String) -> VectorStoreObject? { stores[id] }

    func note(_ store: VectorStoreObject?) {
        if let store { stores[store.id] = store }
    }

    func forget() { stores = [:] }
}

/// Lists vector stores newest first, and only as far back as anything of a project can be that its live release does not
/// name: an account's other stores cost nothing.
struct NewestStores: Sendable {
    let client: any OpenAIClient
    /// The stores that the live release names. Where few of them are left, they are read by id: that is not done here.
    let named: Set<String>
    /// Unix seconds: what a run left that the release does not name is no older. Nil where that is not known.
    let since: Int64?
    /// So many stores are as quickly read by id.
    let few: Int

    /// - Parameter ahead: the list's first pages.
    /// - Throws: ``APIError``; with ``APIError/Code/brokenPaging`` when a page that claims more brings nothing new.
    func list(from ahead: PagesAhead) async throws(APIError) -> [VectorStoreObject] {
        var pages = ahead.pages.makeAsyncIterator()
        func next(after last: String?) async throws(APIError) -> Page<VectorStoreObject> {
            if let read = await pages.next() { return try read.get() }
            return try await client.newestVectorStores(after: last)
        }
        let first = try await next(after: nil)
        // A server that does not say whether there is more is read with care, from both ends.
        guard first.hasMore != nil || first.items.isEmpty else { return try await client.listVectorStores() }
        var page = first
        var stores = page.items
        var seen = Set(stores.map(\.id))
        /// How many more pages are worth their while behind the end of what has to be read.
        var pagesLeft: Int?
        while page.hasMore == true, let last = page.items.last {
            if isPast(page) {
                let missing = named.subtracting(seen).count
                let left = pagesLeft ?? missing
                // A page may show a hundred of them, and may show none.
                if missing <= few || left == 0 { return stores }
                pagesLeft = left - 1
            }
            page = try await next(after: last.id)
            let new = page.items.filter { seen.insert($0.id).inserted }
            guard !new.isEmpty else {
                throw APIError(.brokenPaging, "the server says that there is more, and sends the same page again")
            }
            stores += new
        }
        return stores
    }

    /// Whether everything behind the page is older than what has to be read. A host that does not honour `order` shows
    /// that by times that do not fall.
    private func isPast(_ page: Page<VectorStoreObject>) -> Bool {
        guard let since, let first = page.items.first, let last = page.items.last else { return false }
        return last.createdAt < since && first.createdAt > last.createdAt
    }
}

/// The first pages of ``OpenAIClient/newestVectorStores(after:)``, one after the other, while the live release is being
/// read, which says how far back to go.
struct PagesAhead: Sendable {
    typealias Pages = AsyncStream<Result<Page<VectorStoreObject>, APIError>>

    /// Ends where the account does, at a failure, or when enough was read ahead.
    let pages: Pages
    private let continuation: Pages.Continuation

    init() { (pages, continuation) = Pages.makeStream() }

    /// - Parameter most: pages; by default about as many as can be read while a large project's release is.
    func read(from client: any OpenAIClient, atMost most: Int = 4) async {
        defer { continuation.finish() }
        var after: String?
        for _ in 0..<most {
            do throws(APIError) {
                let page = try await client.newestVectorStores(after: after)
                continuation.yield(.success(page))
                guard page.hasMore == true, let last = page.items.last else { return }
                after = last.id
            } catch {
                continuation.yield(.failure(error))
                return
            }
        }
    }
}
