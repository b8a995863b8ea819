import AssistantModel

/// What an object has beside what a plan changes: the same before and after.
package struct KeptFields: Equatable, Sendable {
    /// What the manifests say, in their words: how a server shows it may differ.
    package var declared: [DefinitionField]
    /// What only the account has: fields that people may edit there, metadata of other programs, ids. An object that
    /// takes this one's place does not get it.
    package var others: [DefinitionField]

    /// - Parameters:
    ///   - declared: everything that the manifests say.
    ///   - live: everything that the account has.
    ///   - changes: what does not stay.
    package init(declared: [DefinitionField] = [], live: [DefinitionField] = [], except changes: [FieldChange] = []) {
        let changed = Set(changes.map(\.path))
        self.declared = changed.isEmpty ? declared : declared.filter { !changed.contains($0.path) }
        let known = changed.union(declared.map(\.path))
        others = known.isEmpty ? live : live.filter { !known.contains($0.path) }
    }
}
