import AssistantModel

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
