import AssistantModel
import OrderedJSON
import Planning

/// Terraform's `change`: the object before and after.
struct PlanJSONChange {
    private var actions: [String]
    private var before: JSONObject?
    private var after: JSONObject?
    private var unknown = JSONObject()

    init(_ change: ResourceChange) {
        actions =
            switch change.action {
            case .create: ["create"]
            case .update, .rename: ["update"]
            case .replace: ["create", "delete"]
            case .delete: ["delete"]
            case .forget: ["forget"]
            }
        if change.action != .create { before = change.liveID.map { ["id": .string($0)] } ?? [:] }
        switch change.action {
        case .create, .replace:
            after = [:]
            unknown["id"] = true
        case .update, .rename: after = before
        // Terraform's word for an object that stays and is managed no longer: to a plan it is gone.
        case .delete, .forget: break
        }
        if let file = change.file { add(file, previousPath: change.previousAddress?.filePath) }
        for field in change.fields { add(field) }
    }

    init(_ drift: ResourceDrift) {
        let id: JSONObject = drift.liveID.map { ["id": .string($0)] } ?? [:]
        switch drift.reason.kind {
        case .missingOnAccount: (actions, before, after) = (["delete"], id, nil)
        case .attachedByHand: (actions, before, after) = (["create"], nil, id)
        default: (actions, before, after) = (["update"], id, id)
        }
        for field in drift.fields { add(field) }
    }

    var value: JSONValue {
        [
            "actions": .array(actions.map { .string($0) }),
            "before": before.map { .object($0) } ?? .null,
            "after": after.map { .object($0) } ?? .null,
            "after_unknown": .object(unknown),
            "before_sensitive": false,
            "after_sensitive": false,
        ]
    }

    private mutating func add(_ file: FileChange, previousPath: String?) {
        before?["path"] = .string(previousPath ?? file.path)
        if let sha256 = file.previousSHA256 { before?["sha256"] = .string(sha256) }
        after?["path"] = .string(file.path)
        if let content = file.content {
            after?["sha256"] = .string(content.sha256)
            after?["bytes"] = .integer(content.bytes)
        }
    }

    private mutating func add(_ field: FieldChange) {
        let keys = Self.keys(of: field.path)
        if field.isBeforeKnown { before?.set(field.before ?? .null, at: keys) }
        if field.isAfterKnown {
            after?.set(field.after ?? .null, at: keys)
        } else if after != nil {
            unknown.set(true, at: keys)
        }
    }

    /// The keys on the way to a field. Keys of users and identities of tools may hold dots.
    private static func keys(of path: String) -> ArraySlice<String> {
        let isKeyed = ["metadata", "attributes", "tools"].contains(FieldPath.topLevelName(of: path))
        return path.split(separator: ".", maxSplits: isKeyed ? 1 : .max).map(String.init)[...]
    }
}

extension JSONObject {
    /// Sets a value inside nested objects, which are made where they are missing.
    fileprivate mutating func set(_ value: JSONValue, at keys: ArraySlice<String>) {
        guard let key = keys.first else { return }
        let rest = keys.dropFirst()
        guard !rest.isEmpty else {
            self[key] = value
            return
        }
        var members = self[key]?.objectValue ?? [:]
        members.set(value, at: rest)
        self[key] = .object(members)
    }
}
