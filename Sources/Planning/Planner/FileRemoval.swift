import AssistantModel
import OrderedJSON

/// A live file that is to go from one store or assistant.
struct FileRemoval {
    var address: ResourceAddress
    var fileID: String
    /// The id of the store or assistant.
    var holderID: String
    var reason: ChangeReason
    var fields: [FieldChange] = []
    var kept: KeptFields?
    var sha256: String?
    /// Whether the file object goes as well: only one that the tool uploaded.
    var isOurs: Bool
    /// Why it does not.
    var stay = ChangeReason(.attachedByHand)
    /// What has to be done first.
    var dependencies: [ResourceAddress] = []

    init(member: LiveMember, of store: LiveVectorStore, address: ResourceAddress, reason: ChangeReason) {
        self.address = address
        holderID = store.id
        fileID = member.fileID
        self.reason = reason
        fields = FileAttributes.normalForm(member.attributes).map { key, value in
            FieldChange(path: "attributes.\(key)", before: value, after: nil)
        }
        kept = member.chunking.map { KeptFields(live: FileField.chunking($0)) }
        sha256 = member.sha256
        isOurs = member.isOurs
        if member.look?.isUsedElsewhere == true { stay = ChangeReason(.usedElsewhere) }
    }

    init(
        codeFile: LiveCodeInterpreterFile,
        of assistant: LiveAssistant,
        address: ResourceAddress,
        reason: ChangeReason,
        isOurs: Bool
    ) {
        self.address = address
        holderID = assistant.id
        fileID = codeFile.id
        self.reason = reason
        self.isOurs = isOurs
    }

    /// The change for it. A file object that stays in use elsewhere, or goes with another change, is only detached.
    func change(isObjectNeeded: Bool) -> ResourceChange {
        let keepsObject = !isOurs || isObjectNeeded
        var change = ResourceChange(
            address: address,
            action: .delete,
            reasons: keepsObject ? [stay] : [reason],
            fields: fields,
            kept: kept,
            liveID: fileID,
            file: FileChange(
                path: address.filePath ?? address.name,
                content: nil,
                previousSHA256: sha256,
                isUploaded: false,
                holderID: holderID,
                keepsObject: keepsObject
            )
        )
        // Assigned, not passed: all removals of a store then share one array, which can be long.
        change.dependencies = dependencies
        return change
    }
}

/// Gives live files addresses that no other change has.
struct AddressBook {
    private var taken: Set<ResourceAddress> = []

    /// Takes an address for a desired object.
    mutating func take(_ address: ResourceAddress) { taken.insert(address) }

    /// The address, or `address#id` where it is taken.
    mutating func free(_ address: ResourceAddress, id: String) -> ResourceAddress {
        if taken.insert(address).inserted { return address }
        let own = ResourceAddress(address.resource, duplicateID: id)
        taken.insert(own)
        return own
    }
}
