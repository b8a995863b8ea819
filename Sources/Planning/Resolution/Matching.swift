import AssistantModel

/// The first stage of planning: which live object stands for which desired one, and what has to be looked into before
/// there can be a plan. Only ``inspected(_:)`` leads on from here.
package struct Matching: Sendable {
    /// What lists do not show, and a plan needs.
    package struct Needs: Equatable, Sendable {
        /// The assistants that nothing declares: a plan deletes what is there, and not what a list still shows. None where
        /// nothing at all is declared: `destroy` reads each again before it deletes it. Sorted.
        package var assistantIDs: [String]
        /// The stores whose members have to be listed: those that seem to differ from what is desired; all, where a store
        /// goes, because its files go with it and another store may have some of them. Sorted by id.
        package var stores: [LiveVectorStore]
        /// The files of code interpreter that are not what is wanted: plans show their names. Sorted.
        package var fileIDs: [String]

        /// The stores that assistants refer to and other pipelines fill. Sorted.
        package var externalStoreIDs: [String] = []

        /// What manifests adopt and the project does not have yet.
        package var adoptions: [ResourceAddress: Adoption] = [:]
        /// Those of ``stores`` of which an earlier run did not finish the adoption. Sorted.
        package var adoptingStoreIDs: [String] = []
        /// The names of the files that stores which are adopted are to hold.
        package var adoptedNames: Set<String> = []

        /// Those of ``stores`` of which assistants outside of the project count. Sorted.
        package var possiblySharedStoreIDs: [String] = []

        /// Of ``stores``.
        package var storeIDs: [String] { stores.map(\.id) }
    }

    /// How far a plan looks into what lists do not show.
    package enum Depth: Sendable {
        /// Where record, counts or state say something else than the manifests.
        case differences
        /// The same, and into every store: edits by hand count that keep the counts.
        case everyStore
        /// Into all that is the project's, and at nothing else that manifests refer to.
        case everythingOwned
    }

    /// What was found of the ``Needs``.
    package struct Answers: Sendable {
        /// Those of the assistants that are there.
        package var assistantIDs: Set<String>
        /// The members of stores by the stores' ids, sorted by id. A store without an entry is gone: lists show stores
        /// for a while after their deletion.
        package var members: [String: [LiveMember]]
        /// Name and size of files by their ids. Files that are gone have no entry.
        package var files: [String: LiveCodeInterpreterFile]
        /// Stores that are managed elsewhere, by their ids. Those that are gone have no entry; nil where nobody looked.
        package var externalStores: [String: ExternalStore]?
        /// What the account has under the ids of ``Needs/adoptions``, by the address that it is to have.
        package var adoptions: [ResourceAddress: AdoptionLook]
        /// Who uses the ``Needs/possiblySharedStoreIDs`` and is none of the project's, in words.
        package var outsideUsers: [String: [String]] = [:]

        package init(
            assistantIDs: Set<String> = [],
            members: [String: [LiveMember]],
            files: [String: LiveCodeInterpreterFile],
            externalStores: [String: ExternalStore]? = nil,
            adoptions: [ResourceAddress: AdoptionLook] = [:]
        ) {
            self.assistantIDs = assistantIDs
            self.members = members
            self.files = files
            self.externalStores = externalStores
            self.adoptions = adoptions
        }
    }

    /// What is planned for.
    struct Project: Sendable {
        var desired: DesiredState
        var contents: FileContents
        /// Of what the members of its stores should be.
        var digests: MemberDigests
        var scope: PlanScope
    }

    private let project: Project
    private let overview: LiveState
    private let match: LiveMatch
    /// What to look into.
    package let needs: Needs

    /// - Parameters:
    ///   - desired: declaring nothing for `destroy`.
    ///   - contents: what every file of ``DesiredState/filePaths`` holds, by path.
    ///   - digests: of both, where they were made while the account was still being listed.
    ///   - overview: what lists show.
    ///   - scope: what part of the project is planned.
    ///   - depth: how far to look.
    ///   - adoptedStoreIDs: the stores that manifests adopt, also where nothing is desired.
    package init(
        desired: DesiredState,
        contents: FileContents,
        digests: MemberDigests? = nil,
        overview: LiveState,
        scope: PlanScope = .everything,
        depth: Depth = .differences,
        adoptedStoreIDs: Set<String> = []
    ) {
        project = Project(
            desired: desired,
            contents: contents,
            digests: digests ?? MemberDigests(of: desired, contents: contents),
            scope: scope
        )
        self.overview = overview
        match = LiveMatch(desired: desired, live: overview)
        var needs =
            switch depth {
            case .differences, .everyStore: project.needs(of: overview, match)
            case .everythingOwned: Needs(everythingIn: overview)
            }
        if depth == .everyStore { needs.stores = overview.vectorStores.sorted { $0.id < $1.id } }
        needs.possiblySharedStoreIDs =
            needs.storeIDs.filter(adoptedStoreIDs.union(needs.adoptingStoreIDs).contains)
        self.needs = needs
    }

    /// The account as the second stage needs it.
    package func inspected(_ answers: Answers) -> Inspection {
        guard !needs.isNothing else { return Inspection(project: project, live: overview, match, answers) }
        let live = overview.with(answers, to: needs)
        return Inspection(project: project, live: live, LiveMatch(desired: project.desired, live: live), answers)
    }
}

/// What the second stage of planning starts from: the account with everything that a plan needs to know of it.
package struct Inspection: Sendable {
    /// The account; members stand in the stores that were looked into.
    package let live: LiveState
    let project: Matching.Project
    let match: LiveMatch
    /// Stores that go, with what is in them.
    let surplusStores: [LiveMatch.Surplus<InspectedStore>]
    /// Stores that are managed elsewhere, by their ids; nil where nobody looked.
    let externalStores: [String: ExternalStore]?
    /// What the account has of what manifests want to adopt.
    let adoptions: [ResourceAddress: AdoptionLook]
    /// Who uses stores whose adoption may not have come to its end and is none of the project's, in words, by stores.
    let outsideUsers: [String: [String]]

    fileprivate init(
        project: Matching.Project,
        live: LiveState,
        _ match: LiveMatch,
        _ answers: Matching.Answers
    ) {
        self.project = project
        self.live = live
        self.match = match
        // Every store that goes was asked about, and one without an answer is gone already.
        surplusStores = match.surplusStores.compactMap { surplus in
            answers.members[surplus.object.id].map { members in
                LiveMatch.Surplus(
                    object: InspectedStore(store: surplus.object, members: members),
                    duplicateOf: surplus.duplicateOf
                )
            }
        }
        externalStores = answers.externalStores
        adoptions = answers.adoptions
        outsideUsers = answers.outsideUsers
    }

    /// An account that is known whole, as a release is.
    package init(
        of live: LiveState,
        desired: DesiredState,
        contents: FileContents,
        scope: PlanScope = .everything
    ) {
        self = Matching(desired: desired, contents: contents, overview: live, scope: scope)
            .inspected(live.answers)
    }
}

/// A store and what is in it.
struct InspectedStore: Sendable {
    var store: LiveVectorStore
    var members: [LiveMember]
}

extension Matching.Needs {
    /// Whether lists show all that a plan needs of the project's own objects, and of what is to become one.
    fileprivate var isNothing: Bool { assistantIDs.isEmpty && stores.isEmpty && fileIDs.isEmpty && adoptions.isEmpty }

    /// Whatever lists do not show.
    package init(everythingIn live: LiveState) {
        self.init(
            assistantIDs: [],
            stores: live.vectorStores.sorted { $0.id < $1.id },
            fileIDs: Set(live.assistants.flatMap { $0.codeInterpreterFiles.map(\.id) }).sorted()
        )
    }
}

extension LiveState {
    /// The account with what was found of it, and without what is gone.
    package func with(_ answers: Matching.Answers, to needs: Matching.Needs) -> LiveState {
        var live = self
        let (asked, askedAssistants) = (Set(needs.storeIDs), Set(needs.assistantIDs))
        live.assistants.removeAll { askedAssistants.contains($0.id) && !answers.assistantIDs.contains($0.id) }
        live.vectorStores = vectorStores.compactMap { store in
            guard asked.contains(store.id) else { return store }
            guard let members = answers.members[store.id] else { return nil }
            var store = store
            store.members = members
            return store
        }
        for index in live.assistants.indices {
            live.assistants[index].codeInterpreterFiles = live.assistants[index].codeInterpreterFiles.map { file in
                guard var found = answers.files[file.id] else { return file }
                found.isDeleted = file.isDeleted
                return found
            }
        }
        for (_, look) in answers.adoptions.sorted(by: { $0.key < $1.key }) {
            switch look {
            case .assistant(let assistant): live.assistants.append(assistant)
            case .vectorStore(let store), .ownStore(let store): live.vectorStores.append(store)
            case .managed, .usedOutside: break
            }
        }
        return live
    }

    fileprivate var answers: Matching.Answers {
        let members = vectorStores.compactMap { store in store.members.map { (store.id, $0) } }
        return Matching.Answers(
            assistantIDs: Set(assistants.map(\.id)),
            members: Dictionary(members) { first, _ in first },
            files: [:]
        )
    }
}

extension Matching.Project {
    fileprivate func needs(of live: LiveState, _ match: LiveMatch) -> Matching.Needs {
        let adoptions = adoptions(live)
        let adoptingStoreIDs = live.vectorStores.filter(\.isBeingAdopted).map(\.id).sorted()
        let adopts = !adoptions.isEmpty || !adoptingStoreIDs.isEmpty
        let names = adopts ? desired.knowledgeBases.flatMap { $0.files.map(\.path) } : []
        let declaresNothing = desired.assistants.isEmpty && desired.knowledgeBases.isEmpty
        return Matching.Needs(
            assistantIDs: declaresNothing ? [] : match.surplusAssistants.map(\.object.id).sorted(),
            stores: stores(match, live).sorted { $0.id < $1.id },
            fileIDs: fileIDs(match),
            externalStoreIDs: Set(desired.assistants.compactMap(\.externalStoreID)).sorted(),
            adoptions: adoptions,
            adoptingStoreIDs: adoptingStoreIDs,
            adoptedNames: Set(names.map(ProjectFile.uploadName(ofPath:)))
        )
    }

    /// Nothing is asked of what the project has already, nor where it has something else.
    private func adoptions(_ live: LiveState) -> [ResourceAddress: Adoption] {
        let owned = live.idsByAddress
        let ids = owned.values.reduce(into: Set<String>()) { $0.formUnion($1) }
        return desired.adoptions.filter { address, adoption in
            owned[address] == nil && !ids.contains(adoption.id)
        }
    }

    private func stores(_ match: LiveMatch, _ live: LiveState) -> [LiveVectorStore] {
        guard match.surplusStores.isEmpty else { return live.vectorStores }
        return desired.knowledgeBases.compactMap { knowledgeBase in
            guard let store = match.stores[knowledgeBase.key]?.object else { return nil }
            let isAsRecorded = store.shows(knowledgeBase, digest: digests[knowledgeBase])
            return isAsRecorded && !scope.replacesPart(of: knowledgeBase) ? nil : store
        }
    }

    private func fileIDs(_ match: LiveMatch) -> [String] {
        var ids = Set(match.surplusAssistants.flatMap { $0.object.codeInterpreterFiles.map(\.id) })
        for assistant in desired.assistants {
            guard let live = match.assistants[assistant.key]?.object else { continue }
            let comparison = CodeFileComparison(assistant: assistant, contents: contents, live: live)
            ids.formUnion(comparison.removed.map(\.id))
            ids.formUnion(comparison.attachedByHand.map(\.id))
        }
        return ids.sorted()
    }
}

extension LiveVectorStore {
    /// Whether record, counts and status say that the store holds exactly the knowledge base: then it need not be looked
    /// into. Counts only decide whether to look: they may be wrong (docs/openai-api.md, 7.7).
    ///
    /// - Parameter digest: of what the members should be.
    fileprivate func shows(_ knowledgeBase: KnowledgeBase, digest: String) -> Bool {
        let wanted = knowledgeBase.files.count
        return !isExpired && counts.total == wanted && counts.completed == wanted && record?.members == digest
    }
}

extension PlanScope {
    fileprivate func replacesPart(of knowledgeBase: KnowledgeBase) -> Bool {
        guard !replace.isEmpty else { return false }
        return replaces(.vectorStore(knowledgeBase.key))
            || knowledgeBase.files.contains { replaces(.knowledgeFile(knowledgeBase.key, $0.path)) }
    }
}
