import AssistantModel
import OrderedJSON
import Planning

/// A plan for programs: a superset of Terraform's plan JSON (`terraform show -json`), format version 1.2.
///
/// Terraform's keys:
///
/// | key | meaning |
/// | --- | --- |
/// | `format_version` | `1.2` |
/// | `complete` | false for a plan of a part of the project that leaves something out |
/// | `applyable` | whether there is something to apply and nothing refuses it |
/// | `resource_changes[]` | objects that change, sorted by address; objects that stay are left out |
/// | `…address`, `…previous_address` | as `--only` takes them; the second for a rename |
/// | `…mode`, `…provider_name` | always `managed` and `assistantctl` |
/// | `…type`, `…name` | `openai_assistant`, `openai_vector_store` or `openai_file`; the address without its kind |
/// | `…change.actions` | `["create"]`, `["update"]` (also a rename), `["delete"]`, `["forget"]` (it stays, managed no longer), or `["create", "delete"]` for a replacement, which is up before the old object goes |
/// | `…change.before`, `…change.after` | `null` where there is no object, else `id`, a file's `path`, `sha256` and `bytes`, and the fields that change; `metadata`, `attributes` and `tools` are objects by key, by key and by identity |
/// | `…change.after_unknown` | `true` under each field that apply will know |
/// | `resource_drift[]` | the same for what changed on the account since the last apply: `before` is what was applied |
/// | `output_changes` | always `{}` |
///
/// Ours, under `assistantctl`: in the document ``schemaVersion``, project, environment, api, purpose, numbers, warnings,
/// refusals and estimates of cost; in each change its action, reasons, fields with their places, file and dependencies. ``schema`` has
/// all of them. Before `1.0` becomes `2.0` keys are only added.
package enum PlanJSON {
    /// Of the keys under `assistantctl`.
    package static let schemaVersion = "1.0"

    /// The plan as pretty JSON.
    package static func text(_ plan: Plan) -> String {
        JSONText.output(value(of: plan))
    }

    /// The plan as a value, for documents that hold one.
    package static func value(of plan: Plan) -> JSONValue {
        let plan = plan.withoutSecrets
        return [
            "format_version": "1.2",
            "applyable": .bool(!plan.isEmpty && plan.refusals.isEmpty),
            "complete": .bool(plan.leftOut.isEmpty),
            "errored": false,
            "resource_changes": .array(plan.changes.map(resource)),
            "resource_drift": .array(plan.drift.map(resource)),
            "output_changes": [:],
            "assistantctl": .object(own(plan)),
        ]
    }

    private static func own(_ plan: Plan) -> JSONObject {
        var members: JSONObject = [
            "schema_version": .string(schemaVersion),
            "project": .string(plan.project),
            "environment": .string(plan.environment),
            "api": .string(plan.api.rawValue),
            "purpose": .string(plan.purpose.rawValue),
            "release": JSONValue(plan.release),
            "summary": summary(of: plan),
            "warnings": .array(plan.warnings.map(warning)),
            "refusals": .array(plan.refusals.map(refusal)),
            "left_out": .array(plan.leftOut.map { .string($0.description) }),
        ]
        if let external = plan.externalKnowledge { members["external_knowledge"] = .array(external.map(reference)) }
        if let estimates = plan.estimates { members["estimates"] = PlanJSONEstimates.value(of: estimates) }
        return members
    }

    private static func summary(of plan: Plan) -> JSONValue {
        var members = JSONObject(
            PlanSummary(plan.changes.map(\.action)).numbers.map { ($0.name, .integer($0.count)) }
        )
        let bytes = plan.changes.compactMap(\.file).filter(\.isUploaded).reduce(0) { $0 + ($1.content?.bytes ?? 0) }
        members["unchanged"] = .integer(plan.unchangedCount)
        members["upload_bytes"] = .integer(bytes)
        return .object(members)
    }

    private static func resource(_ change: ResourceChange) -> JSONValue {
        var members = identity(of: change.address)
        if let previous = change.previousAddress { members["previous_address"] = .string(previous.description) }
        members["change"] = PlanJSONChange(change).value
        var own: JSONObject = [
            "action": .string(change.action.rawValue),
            "reasons": .array(change.reasons.map { PlanJSONReason.value($0, of: change.address) }),
            "fields": .array(change.fields.map(field)),
            "live_id": JSONValue(change.liveID),
            "dependencies": .array(change.dependencies.map { .string($0.description) }),
        ]
        if let file = change.file {
            own["file"] = [
                "path": .string(file.path),
                "sha256": JSONValue(file.content?.sha256),
                "bytes": JSONValue(file.content?.bytes),
                "previous_sha256": JSONValue(file.previousSHA256),
                "uploaded": .bool(file.isUploaded),
            ]
        }
        members["assistantctl"] = .object(own)
        return .object(members)
    }

    private static func resource(_ drift: ResourceDrift) -> JSONValue {
        var members = identity(of: drift.address)
        members["change"] = PlanJSONChange(drift).value
        members["assistantctl"] = [
            "reasons": [PlanJSONReason.value(drift.reason, of: drift.address)],
            "fields": .array(drift.fields.map(field)),
            "live_id": JSONValue(drift.liveID),
        ]
        return .object(members)
    }

    private static func identity(of address: ResourceAddress) -> JSONObject {
        [
            "address": .string(address.description),
            "mode": "managed",
            "type": .string(address.type),
            "name": .string(address.name),
            "provider_name": "assistantctl",
        ]
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

    private static func reference(_ reference: ExternalKnowledge) -> JSONValue {
        [
            "address": .string(reference.address.description),
            "vector_store_id": .string(reference.vectorStoreID),
            "name": JSONValue(reference.name),
            "file_count": .integer(Int64(reference.fileCount)),
        ]
    }

    private static func warning(_ warning: PlanWarning) -> JSONValue {
        var members: JSONObject = ["code": .string(warning.code), "message": .string(warning.message)]
        if let address = warning.address { members["address"] = .string(address) }
        if let location = warning.location { members["range"] = DiagnosticJSON.range(location) }
        return .object(members)
    }

    private static func refusal(_ refusal: PlanRefusal) -> JSONValue {
        var members: JSONObject = ["kind": .string(refusal.kind.rawValue), "message": .string(refusal.message)]
        if let address = refusal.address { members["address"] = .string(address) }
        return .object(members)
    }
}
