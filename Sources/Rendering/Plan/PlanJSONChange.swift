import AssistantModel
import OrderedJSON
import Planning

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
