import AssistantModel
import SourceDiagnostics

/// What the account has under an id that a manifest wants to adopt.
package enum AdoptionLook: Equatable, Sendable {
    case assistant(LiveAssistant)
    /// With its members.
    case vectorStore(LiveVectorStore)
    /// The project's own already, and not in the lists that were read.
    case ownStore(LiveVectorStore)
    /// It carries marks of this tool: whose, in words.
    case managed(by: String)
    /// These use the store and are none of the project's, sorted.
    case usedOutside(by: [String])
}

/// What manifests want to adopt, against what the account has.
struct AdoptionCheck {
    private(set) var refusals: [PlanRefusal] = []
    private(set) var warnings: [PlanWarning] = []
    /// Of objects that are refused: nothing is made in their place.
    private(set) var refusedOwners: Set<String> = []

    init(_ inspection: Inspection) {
        let desired = inspection.project.desired
        let owned = inspection.live.idsByAddress
        for (address, adoption) in desired.adoptions.sorted(by: { $0.key < $1.key }) {
            if let message = Self.refusal(address, adoption, inspection) {
                refusals.append(PlanRefusal(kind: .unadoptable, address: address.description, message: message))
                refusedOwners.insert(address.owner)
            } else if owned[address]?.contains(adoption.id) == true, !inspection.isBeingAdopted(adoption.id) {
                warnings.append(
                    PlanWarning(
                        code: "adopted",
                        message: "\(address) is \(adoption.id) already: the line `adopt` can go",
                        address: address.description,
                        location: adoption.location
                    )
                )
            }
        }
    }

    /// Nil for what can be adopted, or is already.
    private static func refusal(
        _ address: ResourceAddress,
        _ adoption: Adoption,
        _ inspection: Inspection
    ) -> String? {
        let id = adoption.id
        let live = inspection.live
        if let other = live.idsByAddress.first(where: { $0.key != address && $0.value.contains(id) })?.key {
            return "\(id), which \(address) is to adopt, is \(other) of this project: move it with `renamed_from`, or "
                + "`assistantctl forget \(other)` first"
        }
        let own = (live.idsByAddress[address] ?? []).filter { $0 != id }
        if let other = own.sorted().first {
            return "\(address) is \(other) on the account already: it cannot adopt \(id) too; remove `adopt`, or "
                + "`assistantctl forget \(address)` first"
        }
        switch inspection.adoptions[address] {
        case .managed(let owner)?:
            return "\(id), which \(address) is to adopt, is managed by \(owner): `forget` there takes the "
                + "marks off"
        case .usedOutside(let users)?:
            return "the vector store \(id), which \(address) is to adopt, is used by \(users.joined(separator: ", ")), "
                + "outside of this project: adopt these too, or refer to the store with `vector_store_id`"
        case .vectorStore(let store)? where store.isExpired:
            return
                "the vector store \(id), which \(address) is to adopt, has expired and finds nothing: remove `adopt`, "
                + "and a new one is made"
        case .assistant?, .vectorStore?, .ownStore?, nil: return nil
        }
    }
}

extension Inspection {
    fileprivate func isBeingAdopted(_ id: String) -> Bool {
        live.assistants.contains { $0.id == id && $0.unmarked != nil }
            || live.vectorStores.contains { $0.id == id && $0.isBeingAdopted }
    }
}

extension Inspection {
    /// Stores that go, while assistants use them which are not adopted yet.
    func storesInUse(_ changes: [ResourceChange]) -> [PlanRefusal] {
        changes.filter { $0.action == .delete || $0.action == .replace }.compactMap { change in
            guard case .vectorStore = change.address.resource, let id = change.liveID,
                let users = outsideUsers[id], !users.isEmpty
            else { return nil }
            let message =
                "\(change.address) was adopted, and \(users.joined(separator: ", ")), which the project does not have, "
                + "would lose it: finish the adoption with `assistantctl apply`, or `assistantctl forget \(change.address)`"
            return PlanRefusal(kind: .inUse, address: change.address.description, message: message)
        }
    }
}

extension LiveState {
    /// The ids of all objects, by what their marks say that they are.
    package var idsByAddress: [ResourceAddress: Set<String>] {
        var ids: [ResourceAddress: Set<String>] = [:]
        for assistant in assistants { ids[.assistant(assistant.key), default: []].insert(assistant.id) }
        for store in vectorStores { ids[.vectorStore(store.key), default: []].insert(store.id) }
        return ids
    }

    /// The account without the objects that a plan could adopt and does not: they are nobody's.
    package func withoutUnmarked(besides plan: Plan) -> LiveState {
        let adopted = Set(plan.changes.filter { $0.action == .adopt }.compactMap(\.liveID))
        var live = self
        live.assistants.removeAll { $0.unmarked != nil && !adopted.contains($0.id) }
        live.vectorStores.removeAll { $0.unmarked != nil && !adopted.contains($0.id) }
        return live
    }
}
