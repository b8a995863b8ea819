import AssistantModel
import OrderedJSON

/// An assistant that a plan makes beside one that it deletes, and that is the same but for its key: somebody changed the
/// key, and callers would lose the id.
enum LikelyRename {
    /// Of the fields that either has, the share that both have equally from which on they are alike.
    private static let leastShare = 0.6
    /// Where more assistants than this are made or deleted at once, nobody changed a key: each is compared with each.
    private static let most = 32

    /// At most one warning for each assistant that is made.
    ///
    /// - Parameter changes: what the plan does.
    static func warnings(desired: [Assistant], match: LiveMatch, changes: [ResourceChange]) -> [PlanWarning] {
        let made = Set(changes.filter { $0.action == .create }.map(\.address))
        let deleted = Set(changes.filter { $0.action == .delete }.map(\.address))
        var old = match.surplusAssistants.filter { $0.duplicateOf == nil && deleted.contains($0.address) }
        let new = desired.filter { $0.lifecycle.renamedFrom == nil && made.contains(.assistant($0.key)) }
        guard (1...most).contains(old.count), new.count <= most else { return [] }
        var fields = old.map { $0.object.definition.comparable }
        return new.sorted { $0.key < $1.key }.compactMap { assistant in
            let address = ResourceAddress.assistant(assistant.key)
            let own = assistant.definition.comparable
            let shares = fields.map { share(of: own, in: $0) }
            guard let best = shares.indices.max(by: { shares[$0] < shares[$1] }), shares[best] >= leastShare else {
                return nil
            }
            let previous = old.remove(at: best)
            fields.remove(at: best)
            return PlanWarning(
                code: "likely-rename",
                message:
                    "\(address) is made and \(previous.address) deleted, and they are alike: if the key was changed, "
                    + "`lifecycle: { renamed_from: \(previous.object.key) }` keeps the assistant, its id and its files",
                address: address.description,
                location: assistant.location
            )
        }
    }

    /// The name is left out: where it is not written it is the key.
    private static func share(of new: [String: JSONValue], in old: [String: JSONValue]) -> Double {
        let paths = Set(new.keys).union(old.keys)
        guard new["instructions"] == old["instructions"] || paths.count > 2 else { return 0 }
        return Double(paths.count { new[$0] == old[$0] }) / Double(max(paths.count, 1))
    }
}

extension AssistantDefinition {
    fileprivate var comparable: [String: JSONValue] {
        Dictionary(fields.filter { $0.path != "name" }.map { ($0.path, $0.value) }) { first, _ in first }
    }
}
