import AssistantModel
import OrderedJSON

@testable import Planning

/// An account in memory, and an apply that follows plans to the letter: what planning promises is tested against it.
struct ModelAccount: Equatable {
    struct StoredAssistant: Equatable {
        var id: String
        var createdAt: Int
        /// With the user's metadata left out; `reasoning_effort` is held and never shown.
        var definition: AssistantDefinition
        var metadata: [String: String]
        var storeIDs: [String]
        var codeFileIDs: [String]
    }

    struct StoredStore: Equatable {
        var id: String
        var createdAt: Int
        var name: String?
        var days: Int?
        var isExpired = false
        var metadata: [String: String]
        var members: [String: LiveMember] = [:]
    }

    /// How a server differs from OpenAI's.
    struct Quirks: Equatable {
        var hidesChunking = false
        /// Shows descriptions in capitals.
        var shoutsDescriptions = false
        /// Merges metadata into what it has.
        var mergesMetadata = false
    }

    var assistants: [StoredAssistant] = []
    var stores: [StoredStore] = []
    /// File objects by id: the name and content.
    var files: [String: FileObject] = [:]
    var quirks = Quirks()
    var clock = 100
    private var count = 0

    struct FileObject: Equatable {
        var name: String
        var sha256: String
    }

    mutating func id(_ kind: String) -> String {
        count += 1
        return "\(kind)_\(count)"
    }

    // MARK: Reading

    /// What an adapter would read: members only of the stores that need a look.
    func state(for project: Project) -> LiveState {
        let overview = state(ownership: project.desired.ownership, listing: [])
        let needs = Matching(desired: project.desired, contents: project.contents, overview: overview).needs
        return state(ownership: project.desired.ownership, listing: Set(needs.storeIDs))
    }

    func fullState(ownership: Ownership) -> LiveState {
        state(ownership: ownership, listing: Set(stores.map(\.id)))
    }

    func state(ownership: Ownership, listing ids: Set<String>) -> LiveState {
        LiveState(
            assistants: assistants.compactMap { live($0, ownership) },
            vectorStores: stores.compactMap { live($0, ownership, isListed: ids.contains($0.id)) }
        )
    }

    func live(_ stored: StoredAssistant, _ ownership: Ownership) -> LiveAssistant? {
        guard let key = ownership.key(in: stored.metadata) else { return nil }
        var definition = stored.definition
        definition.reasoningEffort = nil
        if quirks.shoutsDescriptions { definition.description = definition.description?.uppercased() }
        definition.metadata = stored.metadata.filter { !Ownership.MetadataKey.all.contains($0.key) }
        return LiveAssistant(
            id: stored.id,
            key: key,
            createdAt: stored.createdAt,
            definition: definition,
            vectorStoreIDs: stored.storeIDs,
            codeInterpreterFiles: stored.codeFileIDs.map { LiveCodeInterpreterFile(id: $0, name: files[$0]?.name) },
            record: stored.metadata[Ownership.MetadataKey.record].flatMap(AppliedRecord.init(text:)),
            isProtected: stored.metadata[Ownership.MetadataKey.protect] == MetadataPlan.protectedValue
        )
    }

    func live(_ stored: StoredStore, _ ownership: Ownership, isListed: Bool) -> LiveVectorStore? {
        guard let key = ownership.key(in: stored.metadata) else { return nil }
        var counts = LiveVectorStore.FileCounts(total: stored.members.count)
        counts.completed = stored.members.values.count { $0.status == .completed }
        let members = stored.members.values.map { member in
            var member = member
            if quirks.hidesChunking { member.chunking = nil }
            return member
        }
        return LiveVectorStore(
            id: stored.id,
            key: key,
            createdAt: stored.createdAt,
            name: stored.name,
            expiresAfterDays: stored.days,
            isExpired: stored.isExpired,
            counts: counts,
            foreignMetadata: stored.metadata.filter { !Ownership.MetadataKey.all.contains($0.key) },
            record: stored.metadata[Ownership.MetadataKey.record].flatMap(AppliedRecord.init(text:)),
            isProtected: stored.metadata[Ownership.MetadataKey.protect] == MetadataPlan.protectedValue,
            members: isListed ? members.sorted { $0.fileID < $1.fileID } : nil
        )
    }

    // MARK: Applying

    /// Plans and applies; stops after `steps` steps as a killed run would. The plan must not be refused.
    @discardableResult
    mutating func apply(_ project: Project, steps: Int = .max, looksEverywhere: Bool = false) -> Plan {
        let plan = project.plan(self, looksEverywhere: looksEverywhere)
        precondition(plan.refusals.isEmpty, "\(plan.refusals)")
        var run = ModelRun(plan: plan, project: project, account: self)
        run.go(steps: steps)
        self = run.account
        return plan
    }

    mutating func destroy(_ project: Project) -> Plan {
        let plan = Planner().destroyPlan(
            Inspection(
                of: fullState(ownership: project.desired.ownership),
                desired: project.desired.declaringNothing,
                contents: [:]
            )
        )
        var run = ModelRun(plan: plan, project: project, account: self)
        run.go(steps: .max)
        self = run.account
        return plan
    }

    mutating func metadata(_ old: [String: String], updatedWith plan: MetadataPlan) -> [String: String] {
        quirks.mergesMetadata ? old.merging(plan.pairsForMergingServer) { _, new in new } : plan.pairs
    }

    /// The files that some store or assistant has.
    var referencedFileIDs: Set<String> {
        Set(stores.flatMap(\.members.keys)).union(assistants.flatMap(\.codeFileIDs))
    }

    func index(ofAssistant id: String) -> Int { assistants.firstIndex { $0.id == id }! }
    func index(ofStore id: String) -> Int { stores.firstIndex { $0.id == id }! }
}
