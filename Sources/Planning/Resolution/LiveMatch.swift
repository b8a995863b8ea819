import AssistantModel

/// Which live object stands for which desired one, and which are to go.
struct LiveMatch: Sendable {
    /// A live object that stands for a desired one.
    struct Matched<Object: Sendable>: Sendable {
        var object: Object
        /// The key it is deployed under so far, when the manifest renames it.
        var previousKey: String?
    }

    /// A live object that no desired one stands for.
    struct Surplus<Object: Sendable>: Sendable {
        var object: Object
        /// The live object of equal marks; nil when nothing declares the key.
        var duplicateOf: String?
    }

    /// By the desired key.
    private(set) var assistants: [String: Matched<LiveAssistant>] = [:]
    /// By the desired key.
    private(set) var stores: [String: Matched<LiveVectorStore>] = [:]
    private(set) var surplusAssistants: [Surplus<LiveAssistant>] = []
    private(set) var surplusStores: [Surplus<LiveVectorStore>] = []
    private(set) var warnings: [PlanWarning] = []

    /// Without a desired state nothing is desired: for `destroy`.
    init(desired: DesiredState?, live: LiveState) {
        let lastTries = LastTries(live)
        let assistants = Dictionary(grouping: live.assistants, by: \.key).mapValues { objects in
            objects.sorted {
                (lastTries.excludes($0.record) ? 1 : 0, $0.createdAt, $0.id)
                    < (lastTries.excludes($1.record) ? 1 : 0, $1.createdAt, $1.id)
            }
        }
        let referenced = Set(assistants.values.flatMap { $0[0].vectorStoreIDs })
        let stores = Dictionary(grouping: live.vectorStores, by: \.key).mapValues { objects in
            objects.sorted { Self.rank($0, referenced, lastTries) < Self.rank($1, referenced, lastTries) }
        }
        let previousKeys = PreviousKeys(desired: desired, liveAssistants: assistants, liveStores: stores)
        warnings = previousKeys.warnings

        for key in desired?.assistants.map(\.key) ?? [] {
            let previous = previousKeys.ofAssistants[key]
            guard let object = assistants[previous ?? key]?.first else { continue }
            self.assistants[key] = Matched(object: object, previousKey: previous)
        }
        for key in desired?.knowledgeBases.map(\.key) ?? [] {
            let previous = previousKeys.ofStores[key]
            guard let object = stores[previous ?? key]?.first else { continue }
            self.stores[key] = Matched(object: object, previousKey: previous)
        }
        surplusAssistants = Self.surplus(assistants, kept: Set(self.assistants.values.map(\.object.id)), id: \.id)
        // What an assistant refers to never goes, whosever marks it carries: such a plan is refused.
        let referred = Set(desired?.assistants.compactMap(\.externalStoreID) ?? [])
        surplusStores = Self.surplus(
            stores,
            kept: Set(self.stores.values.map(\.object.id)).union(referred),
            id: \.id
        )
    }

    /// Of several stores with equal marks a usable one is live, then the referenced one, then the oldest: a new store
    /// that a stopped run made in place of an expired one is taken up again.
    private static func rank(
        _ store: LiveVectorStore,
        _ referenced: Set<String>,
        _ lastTries: LastTries
    ) -> (Int, Int, Int, Int, String) {
        (
            lastTries.excludes(store.record) ? 1 : 0, store.isExpired ? 1 : 0,
            referenced.contains(store.id) ? 0 : 1, store.createdAt, store.id
        )
    }

    private static func surplus<Object: Sendable>(
        _ objects: [String: [Object]],
        kept: Set<String>,
        id: (Object) -> String
    ) -> [Surplus<Object>] {
        objects.sorted { $0.key < $1.key }.flatMap { _, group in
            group.enumerated().filter { !kept.contains(id($0.element)) }.map { index, object in
                Surplus(object: object, duplicateOf: index == 0 ? nil : id(group[0]))
            }
        }
    }
}

extension LiveMatch.Surplus {
    var reason: ChangeReason.Kind { duplicateOf.map { .duplicate(of: $0) } ?? .notDeclared }
}

extension LiveMatch.Surplus where Object == LiveAssistant {
    var address: ResourceAddress {
        ResourceAddress(.assistant(key: object.key), duplicateID: duplicateOf == nil ? nil : object.id)
    }
}

extension LiveMatch.Surplus where Object == LiveVectorStore {
    var address: ResourceAddress {
        ResourceAddress(.vectorStore(key: object.key), duplicateID: duplicateOf == nil ? nil : object.id)
    }
}

extension LiveMatch.Surplus where Object == InspectedStore {
    var address: ResourceAddress { LiveMatch.Surplus(object: object.store, duplicateOf: duplicateOf).address }
}

/// Which objects were made by the last try of their creation: a creation whose answer was lost is repeated, and what both
/// tries made has equal marks.
private struct LastTries {
    private var attempts: [String: Int] = [:]

    init(_ live: LiveState) {
        for creation in live.assistants.compactMap(\.record?.creation)
            + live.vectorStores.compactMap(\.record?.creation)
        {
            attempts[creation.nonce] = max(attempts[creation.nonce] ?? 0, creation.attempt)
        }
    }

    /// Whether a later try made another object.
    func excludes(_ record: AppliedRecord?) -> Bool {
        record?.creation.map { $0.attempt < attempts[$0.nonce] ?? 0 } ?? false
    }
}

/// The keys that `renamed_from` leads to.
private struct PreviousKeys {
    /// By the desired key of the assistant.
    var ofAssistants: [String: String] = [:]
    /// By the desired key of the knowledge base.
    var ofStores: [String: String] = [:]
    var warnings: [PlanWarning] = []

    init(
        desired: DesiredState?,
        liveAssistants: [String: [LiveAssistant]],
        liveStores: [String: [LiveVectorStore]]
    ) {
        guard let desired else { return }
        let assistantKeys = Set(desired.assistants.map(\.key))
        let storeKeys = Set(desired.knowledgeBases.map(\.key))
        for assistant in desired.assistants {
            guard let previous = assistant.lifecycle.renamedFrom, previous != assistant.key else { continue }
            let isFree = !assistantKeys.contains(previous) && !ofAssistants.values.contains(previous)
            let hasMoved = liveAssistants[assistant.key] != nil
            if !hasMoved, isFree, liveAssistants[previous] != nil { ofAssistants[assistant.key] = previous }

            // The store follows on its own: a run may have stopped between the two.
            let ownsStore = assistant.knowledge == assistant.key && storeKeys.contains(assistant.key)
            let isStoreFree = !storeKeys.contains(previous) && !ofStores.values.contains(previous)
            if ownsStore, liveStores[assistant.key] == nil, isStoreFree, liveStores[previous] != nil {
                ofStores[assistant.key] = previous
            }
            guard !hasMoved, ofAssistants[assistant.key] == nil else { continue }
            let address = ResourceAddress.assistant(assistant.key).description
            let location = assistant.origin(ofField: "lifecycle.renamed_from")
            if liveAssistants[previous] == nil {
                let message =
                    "renamed_from names \"\(previous)\", which is not on the account: "
                    + "\(address) is created; remove renamed_from if that is right"
                warnings.append(
                    PlanWarning(code: "renamed-from-missing", message: message, address: address, location: location)
                )
            } else {
                let message =
                    "renamed_from names \"\(previous)\", which another manifest declares or renames: "
                    + "\(address) is created; remove renamed_from or the other assistant"
                warnings.append(
                    PlanWarning(code: "renamed-from-taken", message: message, address: address, location: location)
                )
            }
        }
    }
}
