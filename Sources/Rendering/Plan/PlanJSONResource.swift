import AssistantModel
import OrderedJSON
import Planning

/// One object of `resource_changes`, whether it changes or not.
struct PlanJSONResource {
    let address: ResourceAddress
    /// For a rename.
    let previousAddress: ResourceAddress?
    /// The server's; nil where there is none, and where nobody looked.
    let liveID: String?
    let change: PlanJSONChange
    /// What the manifests say of the object; nil for one that they do not declare.
    let declared: ObjectValues?
    /// What has to be done first.
    let dependencies: [ResourceAddress]
    private let own: JSONObject

    /// - Parameter document: what changes in the file's text; nil where nobody looked.
    init(_ change: ResourceChange, _ document: DocumentChange? = nil) {
        address = change.address
        previousAddress = change.previousAddress
        liveID = change.liveID
        self.change = PlanJSONChange(change)
        declared = change.declared
        dependencies = change.dependencies
        own = Self.own(change, document)
    }

    init(_ object: UnchangedObject) {
        address = object.address
        previousAddress = nil
        liveID = object.liveID
        change = PlanJSONChange(object)
        declared = object.declared
        dependencies = []
        own = [
            "action": "no-op", "reasons": [], "fields": [], "live_id": JSONValue(object.liveID), "dependencies": [],
        ]
    }

    var value: JSONValue {
        var members = Self.identity(of: address)
        if let previousAddress { members["previous_address"] = .string(previousAddress.description) }
        members["change"] = change.value
        members["assistantctl"] = .object(own)
        return .object(members)
    }

    /// Of an object that differs from what was applied.
    static func value(_ drift: ResourceDrift) -> JSONValue {
        var members = identity(of: drift.address)
        members["change"] = PlanJSONChange(drift).value
        members["assistantctl"] = [
            "reasons": [PlanJSONReason.value(drift.reason, of: drift.address)],
            "fields": .array(drift.fields.map(field)),
            "live_id": JSONValue(drift.liveID),
        ]
        return .object(members)
    }

    static func identity(of address: ResourceAddress) -> JSONObject {
        [
            "address": .string(address.description),
            "mode": "managed",
            "type": .string(address.type),
            "name": .string(address.name),
            "provider_name": "assistantctl",
        ]
    }

    private static func own(_ change: ResourceChange, _ document: DocumentChange?) -> JSONObject {
        var own: JSONObject = [
            "action": .string(change.action.rawValue),
            "reasons": .array(change.reasons.map { PlanJSONReason.value($0, of: change.address) }),
            "fields": .array(change.fields.map(field)),
            "live_id": JSONValue(change.liveID),
            "dependencies": .array(change.dependencies.map { .string($0.description) }),
        ]
        if let file = change.file {
            var members: JSONObject = [
                "path": .string(file.path),
                "sha256": JSONValue(file.content?.sha256),
                "bytes": JSONValue(file.content?.bytes),
                "previous_sha256": JSONValue(file.previousSHA256),
                "uploaded": .bool(file.isUploaded),
            ]
            if file.isContentUnverified == true { members["content_unverified"] = true }
            if let document { members["text"] = PlanJSONDocument.value(document) }
            own["file"] = .object(members)
        }
        return own
    }

    private static func field(_ field: FieldChange) -> JSONValue {
        var members: JSONObject = [
            "path": .string(field.path),
            "before": field.before ?? .null,
            "before_known": .bool(field.isBeforeKnown),
            "after": field.after ?? .null,
            "after_known": .bool(field.isAfterKnown),
            "drift": .bool(field.isDrift),
        ]
        if let cause = field.cause { members["cause"] = DiagnosticJSON.range(cause) }
        return .object(members)
    }
}
