import AssistantModel
import SourceDiagnostics

/// What `forget` would do: which objects lose the project's marks.
package struct ForgettingPlan: Equatable, Sendable {
    /// An object that is to be the project's no more, and stays on the account as it is.
    package struct Item: Equatable, Sendable {
        /// Its name so far.
        package var address: ResourceAddress
        /// The server's; of a definition in a release, the one that it has in plans.
        package var id: String
        /// The assistant that it goes with; nil for what was named.
        package var because: ResourceAddress?

        /// An object that was named, or one that goes with it.
        package init(address: ResourceAddress, id: String, because: ResourceAddress? = nil) {
            self.address = address
            self.id = id
            self.because = because
        }
    }

    /// Sorted by address.
    package private(set) var items: [Item] = []
    /// Of ``items``, as they were read.
    package private(set) var assistants: [LiveAssistant] = []
    /// Of ``items``, as they were read.
    package private(set) var vectorStores: [LiveVectorStore] = []
    /// What to know before saying yes. Sorted.
    package private(set) var warnings: [PlanWarning] = []
    /// Why nothing is forgotten; empty when something can be.
    package private(set) var refusals: [Diagnostic] = []
    /// Names that no object has, or that cannot be forgotten on their own: wrong usage.
    package private(set) var unusable: [Diagnostic] = []

    /// - Parameters:
    ///   - patterns: addresses and globs, as they were given.
    ///   - live: members are not needed.
    ///   - desired: what the manifests declare: the next apply makes that anew.
    package init(_ patterns: [AddressPattern], live: LiveState, desired: DesiredState) {
        let match = LiveMatch(desired: nil, live: live)
        unusable = Self.unusable(
            patterns,
            among: match.surplusAssistants.map(\.address) + match.surplusStores.map(\.address)
        )
        let named = match.surplusAssistants.filter { assistant in patterns.contains { $0.matches(assistant.address) } }
        let namedIDs = Set(named.map(\.object.id))
        let others = match.surplusAssistants.filter { !namedIDs.contains($0.object.id) }
        func users(of store: LiveVectorStore) -> [ResourceAddress] {
            others.filter { $0.object.vectorStoreIDs.contains(store.id) }.map(\.address).sorted()
        }
        assistants = named.map(\.object)
        items = named.map { Item(address: $0.address, id: $0.object.id) }
        for store in match.surplusStores {
            let isNamed = patterns.contains { $0.matches(store.address) }
            let owner = named.first { $0.object.owns(store) }
            guard isNamed || owner != nil else {
                noteShared(store, users: named.filter { $0.object.vectorStoreIDs.contains(store.object.id) })
                continue
            }
            let users = users(of: store.object)
            guard users.isEmpty else {
                if isNamed { refuse(store.address, users: users) } else { noteKept(store.address, users: users) }
                continue
            }
            vectorStores.append(store.object)
            items.append(Item(address: store.address, id: store.object.id, because: isNamed ? nil : owner?.address))
        }
        items.sort { $0.address < $1.address }
        noteProtected()
        noteDeclared(desired)
        warnings.sort()
    }

    /// Files are met by no pattern: a glob over everything means the objects that can be forgotten.
    private static func unusable(_ patterns: [AddressPattern], among known: [ResourceAddress]) -> [Diagnostic] {
        patterns.compactMap { pattern in
            guard !known.contains(where: pattern.matches) else { return nil }
            if pattern.text.hasPrefix("file.") {
                return .error(
                    "not-forgettable",
                    "\"\(pattern.text)\" cannot be forgotten on its own: a file belongs to its store",
                    at: nil,
                    hint: "forget its assistant or its vector store"
                )
            }
            let nearest = Suggestion.nearest(to: pattern.text, among: known.map(\.description))
            return .error(
                "unknown-address",
                "\"\(pattern.text)\" is the address of no assistant and no vector store that this project owns on the account",
                at: nil,
                hint: nearest.map { "did you mean \($0)?" } ?? "`assistantctl show` lists the addresses"
            )
        }
    }

    // MARK: What to know

    private mutating func refuse(_ store: ResourceAddress, users: [ResourceAddress]) {
        let names = users.map(\.description).joined(separator: " ")
        refusals.append(
            .error(
                "in-use",
                "\(store) is the knowledge of \(names.replacing(" ", with: ", ")), which this project still manages",
                at: nil,
                hint: "name them too: \(names)"
            )
        )
    }

    private mutating func noteKept(_ store: ResourceAddress, users: [ResourceAddress]) {
        warnings.append(
            PlanWarning(
                code: "stays-managed",
                message: "\(store) stays managed: \(users.map(\.description).joined(separator: ", ")) uses it",
                address: store.description
            )
        )
    }

    private mutating func noteShared(
        _ store: LiveMatch.Surplus<LiveVectorStore>,
        users: [LiveMatch.Surplus<LiveAssistant>]
    ) {
        guard !users.isEmpty else { return }
        let names = users.map(\.address.description).sorted().joined(separator: ", ")
        warnings.append(
            PlanWarning(
                code: "stays-managed",
                message: "\(store.address), the knowledge of \(names), is shared and stays managed: when it goes, "
                    + "they lose their knowledge; name it too to leave it alone",
                address: store.address.description
            )
        )
    }

    private mutating func noteProtected() {
        let ids = Set(assistants.filter(\.isProtected).map(\.id) + vectorStores.filter(\.isProtected).map(\.id))
        for item in items where ids.contains(item.id) {
            warnings.append(
                PlanWarning(
                    code: "protected",
                    message: "\(item.address) is protected: that mark goes too, and this tool protects it no longer",
                    address: item.address.description
                )
            )
        }
    }

    private mutating func noteDeclared(_ desired: DesiredState) {
        let places = Dictionary(
            desired.assistants.map { (ResourceAddress.assistant($0.key), $0.location) }
                + desired.knowledgeBases.map { (ResourceAddress.vectorStore($0.key), $0.location) }
        ) { first, _ in first }
        for item in items {
            guard let location = places[item.address] else { continue }
            warnings.append(
                PlanWarning(
                    code: "still-declared",
                    message: "the manifests still declare \(item.address): the next apply will make it anew; "
                        + "remove it from git first",
                    address: item.address.description,
                    location: location
                )
            )
        }
    }
}

extension LiveAssistant {
    /// Whether the store is the assistant's own: it has the assistant's key, and the assistant uses it or uses none.
    fileprivate func owns(_ store: LiveMatch.Surplus<LiveVectorStore>) -> Bool {
        guard store.object.key == key else { return false }
        return vectorStoreIDs.contains(store.object.id) || (vectorStoreIDs.isEmpty && store.duplicateOf == nil)
    }
}
