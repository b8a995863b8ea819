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

/// An object that a plan leaves as it is.
package struct UnchangedObject: Equatable, Sendable, Codable {
    /// The name of the object.
    package var address: ResourceAddress
    /// Nil for a file of a vector store: one that is as it was recorded is not looked into.
    package var liveID: String?
    /// All of it.
    package var fields: KeptFields

    /// An object as a whole.
    package init(address: ResourceAddress, liveID: String?, fields: KeptFields) {
        self.address = address
        self.liveID = liveID
        self.fields = fields
    }

    /// An object that the plan does not compare with anything.
    init(address: ResourceAddress, liveID: String?, live: [DefinitionField]) {
        self.init(address: address, liveID: liveID, fields: KeptFields(live: live))
    }

    /// The object of a change that is not made; nil where there is none without it.
    init?(without change: ResourceChange) {
        guard let values = change.before else { return nil }
        self.init(
            address: change.previousAddress ?? change.address,
            liveID: change.liveID,
            live: values.fields.filter { !ObjectValues.named.contains($0.path) }
        )
    }
}
