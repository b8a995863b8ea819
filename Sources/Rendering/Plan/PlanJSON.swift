import AssistantModel
import Checks
import OrderedJSON
import Planning

/// A plan for programs: a superset of Terraform's plan JSON (`terraform show -json`), format version 1.2.
///
/// Terraform's keys:
///
/// | key | meaning |
/// | --- | --- |
/// | `format_version` | `1.2` |
/// | `terraform_version` | ``terraformVersion``: tools look whether they know it |
/// | `complete` | false for a plan of a part of the project that leaves something out |
/// | `applyable` | whether there is something to apply and nothing refuses it |
/// | `resource_changes[]` | every object of the project, sorted by address |
/// | `…address`, `…previous_address` | as `--only` takes them; the second for a rename |
/// | `…mode`, `…provider_name` | always `managed` and `assistantctl` |
/// | `…type`, `…name` | `openai_assistant`, `openai_vector_store` or `openai_file`; the address without its kind |
/// | `…change.actions` | `["no-op"]`, `["create"]`, `["update"]` (also a rename), `["delete"]`, `["forget"]` (it stays, managed no longer), or `["create", "delete"]` for a replacement, which is up before the old object goes |
/// | `…change.before`, `…change.after` | `null` where there is no object, else the whole object: `id`, a file's `path`, `sha256` and `bytes`, and every field that is set; what servers do anyway is left out. `metadata`, `attributes` and `tools` are objects by key, by key and by identity |
/// | `…change.after_unknown` | `true` under each field that apply will know |
/// | `…change.before_sensitive`, `…change.after_sensitive` | `true` under each text of which something is hidden |
/// | `resource_drift[]` | the same for what changed on the account since the last apply: `before` is what was applied |
/// | `planned_values`, `prior_state` | the same objects as they will be and as they are |
/// | `configuration` | what the manifests say, with references, where the plan deploys them |
/// | `output_changes`, `variables` | always `{}` |
///
/// Left out is `timestamp`: plans of equal inputs are equal. A plan that an earlier version saved has changed objects
/// only, of these the changed fields, and no states and no configuration: no policy takes it for whole.
///
/// Ours, under `assistantctl`: in the document ``schemaVersion``, project, environment, api, purpose, numbers, warnings,
/// refusals and estimates of cost; in each change its action, reasons, fields with their places, file with what changes
/// in its text, and dependencies. ``schema`` has all of them. Before `1.0` becomes `2.0` keys are only added.
package enum PlanJSON {
    /// Of the keys under `assistantctl`.
    package static let schemaVersion = "1.0"

    /// The first Terraform whose plans have all of its keys that stand here: `complete` and `applyable` came last.
    static let terraformVersion = "1.8.0"

    /// The plan in one line, as Terraform prints it: there are readers that take the first line for the plan.
    package static func text(_ plan: Plan) -> String {
        JSONText.output(value(of: plan), layout: .compact)
    }

    /// The plan as a value, for documents that hold one.
    package static func value(of plan: Plan) -> JSONValue {
        let plan = plan.withoutSecrets
        let documents = DocumentListing(plan)
        let changes = plan.changes.map { PlanJSONResource($0, documents.document(of: $0)) }
        let objects = (changes + (plan.unchanged ?? []).map(PlanJSONResource.init))
            .sorted { $0.address < $1.address }
        var members: JSONObject = [
            "format_version": "1.2",
            "terraform_version": .string(terraformVersion),
            "applyable": .bool(!plan.isEmpty && plan.refusals.isEmpty),
            "complete": .bool(plan.leftOut.isEmpty),
            "errored": false,
            "variables": [:],
        ]
        let isWhole = plan.unchanged != nil
        if isWhole { members["planned_values"] = PlanJSONState.planned(objects) }
        members["resource_changes"] = .array(objects.map(\.value))
        members["resource_drift"] = .array(plan.drift.map(PlanJSONResource.value))
        members["output_changes"] = [:]
        if isWhole {
            members["prior_state"] = PlanJSONState.prior(objects)
            members["configuration"] = PlanJSONConfiguration(of: plan, objects).value
        }
        members["assistantctl"] = .object(own(plan))
        return .object(members)
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
        if let report = plan.checkReport {
            members["checks"] = .array(report.outcomes.map(CheckJSON.value))
        }
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

/// `assistantctl.estimates` of a plan: token counts are estimates, dollars follow from them; null is unknown.
enum PlanJSONEstimates {
    static func value(of estimates: PlanEstimates) -> JSONValue {
        var members: JSONObject = [
            "price_date": .string(estimates.priceDate.description),
            "assistants": .array(estimates.assistants.map(assistant)),
            "change_per_thousand_calls_usd": JSONValue(estimates.changePerThousandCalls),
        ]
        if let storage = estimates.storage { members["storage"] = value(of: storage) }
        return .object(members)
    }

    private static func assistant(_ calls: PlanEstimates.AssistantCalls) -> JSONValue {
        var members: JSONObject = ["address": .string(calls.address.description)]
        if let before = calls.before { members["before"] = call(before) }
        members["after"] = call(calls.after)
        return .object(members)
    }

    private static func call(_ call: PlanEstimates.Call) -> JSONValue {
        [
            "model": .string(call.model),
            "input_tokens": .integer(call.inputTokens),
            "per_thousand_calls_usd": JSONValue(call.perThousandCalls),
            "output_per_million_tokens_usd": JSONValue(call.outputPrice?.dollars),
        ]
    }

    private static func value(of storage: PlanEstimates.Storage) -> JSONValue {
        [
            "bytes_before": JSONValue(storage.bytesBefore),
            "bytes_after": JSONValue(storage.bytesAfter),
            "least_per_month_usd": JSONValue(storage.leastPerMonth),
            "most_per_month_usd": JSONValue(storage.mostPerMonth),
            "free_gigabytes": JSONValue(storage.freeGigabytes),
            "price_seen": JSONValue(storage.priceSeen),
        ]
    }
}

extension JSONValue {
    /// A number of US dollars, or null. The decimal digits are the amount's own: a reader that rounds does so by itself.
    init(_ amount: Dollars?) {
        let number = amount.flatMap { Double(DollarText.decimal($0)) }
        self = number.map { Int64(exactly: $0).map { .integer($0) } ?? .number($0) } ?? .null
    }
}
