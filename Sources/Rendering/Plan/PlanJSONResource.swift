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

/// Terraform's `change`: the whole object before and after.
struct PlanJSONChange {
    let actions: [String]
    /// Nil where there is no object.
    let before: PlanJSONValues?
    /// Nil where there is no object, and for one that is managed no longer.
    let after: PlanJSONValues?
    /// The id of an object that becomes the project's: Terraform's `importing`.
    private(set) var importedID: String?

    init(_ change: ResourceChange) {
        actions =
            switch change.action {
            case .create: ["create"]
            case .update, .rename: ["update"]
            case .replace: ["create", "delete"]
            case .delete: ["delete"]
            case .forget: ["forget"]
            // Terraform's import changes nothing by itself.
            case .adopt: change.fields.isEmpty ? ["no-op"] : ["update"]
            }
        importedID = change.action == .adopt ? change.liveID : nil
        before = change.before.map(PlanJSONValues.init)
        after = change.after.map(PlanJSONValues.init)
    }

    init(_ object: UnchangedObject) {
        actions = ["no-op"]
        let values = PlanJSONValues(object.values)
        (before, after) = (values, values)
    }

    init(_ drift: ResourceDrift) {
        before = drift.before.map(PlanJSONValues.init)
        after = drift.after.map(PlanJSONValues.init)
        actions = before == nil ? ["create"] : after == nil ? ["delete"] : ["update"]
    }

    var value: JSONValue {
        var members: JSONObject = [
            "actions": .array(actions.map { .string($0) }),
            "before": (before?.values).map { .object($0) } ?? .null,
            "after": (after?.values).map { .object($0) } ?? .null,
            "after_unknown": .object(after?.unknown ?? [:]),
            "before_sensitive": (before?.sensitive).map { .object($0) } ?? false,
            "after_sensitive": (after?.sensitive).map { .object($0) } ?? false,
        ]
        if let importedID { members["importing"] = ["id": .string(importedID)] }
        return .object(members)
    }
}

/// A reason as JSON: a stable `kind`, what belongs to it, the place in git, and the words of the text output.
enum PlanJSONReason {
    static func value(_ reason: ChangeReason, of address: ResourceAddress) -> JSONValue {
        var members: JSONObject = [:]
        let (kind, details) = parts(of: reason.kind)
        members["kind"] = .string(kind)
        for (key, value) in details { members[key] = value }
        members["text"] = .string(ReasonWording.text(reason, of: address))
        if let cause = reason.cause { members["cause"] = DiagnosticJSON.range(cause) }
        return .object(members)
    }

    /// Every kind of reason there is, for the schema.
    static let kinds = [
        "new", "not_declared", "not_matched", "not_in_release", "fields_changed", "changed_on_account",
        "content_changed",
        "attributes_changed", "moved", "renamed", "chunking_changed", "expired", "missing_on_account",
        "attached_by_hand", "indexing_failed", "unfinished", "reference_replaced", "duplicate", "replace_requested",
        "destroy", "forget", "adopted", "not_comparable", "used_elsewhere",
    ]

    private static func value(_ chunking: Chunking) -> JSONValue {
        [
            "max_chunk_size_tokens": .integer(chunking.maxChunkSizeTokens),
            "chunk_overlap_tokens": .integer(chunking.chunkOverlapTokens),
        ]
    }

    private static func parts(of kind: ChangeReason.Kind) -> (kind: String, details: JSONObject) {
        switch kind {
        case .new: ("new", [:])
        case .notDeclared: ("not_declared", [:])
        case .notMatched(let field): ("not_matched", ["field": .string(field)])
        case .notInRelease(let number): ("not_in_release", ["release": .integer(number)])
        case .fieldsChanged(let fields): ("fields_changed", ["fields": .array(fields.map { .string($0) })])
        case .changedOnAccount(let fields): ("changed_on_account", ["fields": .array(fields.map { .string($0) })])
        case .contentChanged: ("content_changed", [:])
        case .attributesChanged: ("attributes_changed", [:])
        case .moved(let path): ("moved", ["from": .string(path)])
        case .renamed(let key): ("renamed", ["from": .string(key)])
        case .chunkingChanged(let old, let new):
            ("chunking_changed", ["before": old.map(value) ?? .null, "after": value(new)])
        case .expired: ("expired", [:])
        case .missingOnAccount: ("missing_on_account", [:])
        case .attachedByHand: ("attached_by_hand", [:])
        case .usedElsewhere: ("used_elsewhere", [:])
        case .indexingFailed(let message): ("indexing_failed", ["message": .string(message)])
        case .unfinished: ("unfinished", [:])
        case .referenceReplaced(let reference): ("reference_replaced", ["reference": .string(reference)])
        case .duplicate(let id): ("duplicate", ["of": .string(id)])
        case .replaceRequested: ("replace_requested", [:])
        case .destroy: ("destroy", [:])
        case .forget(let owner): ("forget", owner.map { ["with": .string($0)] } ?? [:])
        case .adopted(let content): ("adopted", content.map { ["content": .string($0.rawValue)] } ?? [:])
        case .notComparable: ("not_comparable", [:])
        }
    }
}
