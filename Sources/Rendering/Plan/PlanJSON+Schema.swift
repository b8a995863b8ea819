import AssistantModel
import OrderedJSON
import Planning

extension PlanJSON {
    /// JSON Schema (draft-07) of ``value(of:)``. Unknown keys are allowed: later versions add some.
    package static var schema: JSONValue {
        [
            "$schema": "http://json-schema.org/draft-07/schema#",
            "title": "assistantctl plan",
            "description": "A superset of Terraform's plan JSON, format version 1.2.",
            "type": "object",
            "required": [
                "format_version", "terraform_version", "applyable", "complete", "errored", "variables",
                "resource_changes", "resource_drift", "output_changes", "assistantctl",
            ],
            "properties": [
                "format_version": ["const": "1.2"],
                "terraform_version": ["const": .string(terraformVersion)],
                "applyable": ["type": "boolean"],
                "complete": ["type": "boolean"],
                "errored": ["type": "boolean"],
                "variables": ["type": "object"],
                "planned_values": reference("values"),
                "resource_changes": array(of: "resource_change"),
                "resource_drift": array(of: "resource_drift"),
                "output_changes": ["type": "object"],
                "prior_state": reference("state"),
                "configuration": reference("configuration"),
                "assistantctl": reference("plan"),
            ],
            "definitions": .object(definitions),
        ]
    }

    private static var definitions: JSONObject {
        [
            "plan": planDefinition,
            "summary": summaryDefinition,
            "warning": object(
                ["code": string, "message": string, "address": string, "range": reference("range")],
                optional: ["address", "range"]
            ),
            "refusal": object(
                ["kind": string, "message": string, "address": string],
                optional: ["address"]
            ),
            "external_knowledge": object(
                ["address": string, "vector_store_id": string, "name": nullable("string"), "file_count": natural]
            ),
            "estimates": estimatesDefinition,
            "assistant_calls": object(
                [
                    "address": string,
                    "before": reference("calls"),
                    "after": reference("calls"),
                ],
                optional: ["before"]
            ),
            "calls": object(
                [
                    "model": string,
                    "input_tokens": natural,
                    "per_thousand_calls_usd": amount,
                    "output_per_million_tokens_usd": amount,
                ]
            ),
            "storage": storageDefinition,
            "resource_change": resourceDefinition(own: "resource"),
            "resource_drift": resourceDefinition(own: "drift"),
            "change": changeDefinition,
            "state": object(
                [
                    "format_version": ["const": "1.0"],
                    "terraform_version": ["const": .string(terraformVersion)],
                    "values": reference("values"),
                ]
            ),
            "values": object(["root_module": object(["resources": array(of: "object")])]),
            "object": object(
                identityProperties + [
                    "schema_version": ["const": 0],
                    "values": ["type": "object"],
                    "sensitive_values": ["type": "object"],
                ]
            ),
            "configuration": object(
                [
                    "provider_config": object(["assistantctl": reference("provider")]),
                    "root_module": object(["resources": array(of: "declaration")]),
                ]
            ),
            "provider": object(["name": string, "full_name": string, "expressions": ["type": "object"]]),
            "declaration": declarationDefinition,
            "resource": object(
                [
                    "action": words(["no-op"] + ResourceChange.Action.allCases.map(\.rawValue)),
                    "reasons": array(of: "reason"),
                    "fields": array(of: "field"),
                    "live_id": nullable("string"),
                    "dependencies": ["type": "array", "items": string],
                    "file": reference("file"),
                ],
                optional: ["file"]
            ),
            "drift": object(
                ["reasons": array(of: "reason"), "fields": array(of: "field"), "live_id": nullable("string")]
            ),
            "reason": reasonDefinition,
            "field": fieldDefinition,
            "file": object(
                [
                    "path": string,
                    "sha256": nullable("string"),
                    "bytes": nullable("integer"),
                    "previous_sha256": nullable("string"),
                    "uploaded": boolean,
                    "content_unverified": boolean,
                    "text": reference("text"),
                ],
                optional: ["content_unverified", "text"]
            ),
            "text": textDefinition,
            "hunk": object(
                [
                    "before_start": natural, "before_lines": natural, "after_start": natural, "after_lines": natural,
                    "lines": array(of: "line"),
                ]
            ),
            "line": object(["kind": words(["context", "removed", "added"]), "spans": array(of: "span")]),
            "span": object(["kind": words(["equal", "removed", "added"]), "text": string]),
            "range": object(
                ["filename": string, "start": reference("position"), "end": reference("position")],
                optional: ["start", "end"]
            ),
            "position": object(["line": natural, "column": natural]),
        ]
    }

    private static var planDefinition: JSONValue {
        object(
            [
                "schema_version": ["type": "string", "pattern": "^1\\.[0-9]+$"],
                "project": string,
                "environment": string,
                "api": words(APIKind.allCases.map(\.rawValue)),
                "purpose": words([Plan.Purpose.apply, .destroy, .forget, .refresh].map(\.rawValue)),
                "release": nullable("integer"),
                "summary": reference("summary"),
                "warnings": array(of: "warning"),
                "refusals": array(of: "refusal"),
                "left_out": ["type": "array", "items": string],
                "external_knowledge": array(of: "external_knowledge"),
                "checks": ["type": "array", "items": ["type": "object"]],
                "estimates": reference("estimates"),
            ],
            optional: ["external_knowledge", "checks", "estimates"]
        )
    }

    private static var estimatesDefinition: JSONValue {
        object(
            [
                "price_date": string,
                "assistants": array(of: "assistant_calls"),
                "change_per_thousand_calls_usd": amount,
                "storage": reference("storage"),
            ],
            optional: ["storage"]
        )
    }

    private static var storageDefinition: JSONValue {
        object(
            [
                "bytes_before": nullable("integer"),
                "bytes_after": natural,
                "least_per_month_usd": amount,
                "most_per_month_usd": amount,
                "free_gigabytes": nullable("integer"),
                "price_seen": nullable("string"),
            ]
        )
    }

    private static var summaryDefinition: JSONValue {
        let actions = ResourceChange.Action.allCases
        return object(
            JSONObject((actions.map(\.rawValue) + ["unchanged", "upload_bytes"]).map { ($0, natural) }),
            optional: actions.filter { !$0.isAlwaysCounted }.map(\.rawValue)
        )
    }

    private static var identityProperties: JSONObject {
        [
            "address": string,
            "mode": ["const": "managed"],
            "type": words(["openai_assistant", "openai_vector_store", "openai_file"]),
            "name": string,
            "provider_name": ["const": "assistantctl"],
        ]
    }

    private static var declarationDefinition: JSONValue {
        let identity = identityProperties.filter { $0.key != "provider_name" }
        return object(
            identity + [
                "provider_config_key": ["const": "assistantctl"],
                "expressions": ["type": "object"],
                "schema_version": ["const": 0],
                "depends_on": ["type": "array", "items": string],
            ],
            optional: ["depends_on"]
        )
    }

    private static func resourceDefinition(own: String) -> JSONValue {
        object(
            identityProperties + [
                "previous_address": string,
                "change": reference("change"),
                "assistantctl": reference(own),
            ],
            optional: ["previous_address"]
        )
    }

    private static var changeDefinition: JSONValue {
        object(
            [
                "actions": [
                    "type": "array",
                    "minItems": 1,
                    "items": words(["no-op", "create", "update", "delete", "forget"]),
                ],
                "before": nullable("object"),
                "after": nullable("object"),
                "after_unknown": ["type": "object"],
                "before_sensitive": ["type": ["object", "boolean"]],
                "after_sensitive": ["type": ["object", "boolean"]],
                "importing": object(["id": string]),
            ],
            optional: ["importing"]
        )
    }

    private static var reasonDefinition: JSONValue {
        object(
            [
                "kind": words(PlanJSONReason.kinds),
                "text": string,
                "cause": reference("range"),
                "fields": ["type": "array", "items": string],
                "from": string,
                "message": string,
                "reference": string,
                "of": string,
                "with": string,
                "content": string,
                "field": string,
                "before": ["type": ["object", "null"]],
                "after": ["type": "object"],
            ],
            optional: [
                "cause", "fields", "from", "message", "reference", "of", "with", "content", "field", "before", "after",
            ]
        )
    }

    private static var textDefinition: JSONValue {
        object(
            [
                "result": words(["changed", "same", "not_compared"]),
                "before_from": words(DocumentChange.Origin.allCases.map(\.rawValue)),
                "not_in_git": words(DocumentChange.Gap.allCases.map(PlanJSONDocument.name)),
                "note": string,
                "hunks": array(of: "hunk"),
                "cut": boolean,
            ],
            optional: ["before_from", "not_in_git", "note", "hunks", "cut"]
        )
    }

    private static var fieldDefinition: JSONValue {
        object(
            [
                "path": string, "before": [:], "before_known": boolean, "after": [:], "after_known": boolean,
                "drift": boolean, "cause": reference("range"),
            ],
            optional: ["cause"]
        )
    }
}

/// Pieces that schemas are built from.
extension PlanJSON {
    private static var string: JSONValue { ["type": "string"] }
    private static var boolean: JSONValue { ["type": "boolean"] }
    private static var natural: JSONValue { ["type": "integer", "minimum": 0] }

    /// Of US dollars; null is unknown.
    private static var amount: JSONValue { ["type": ["number", "integer", "null"]] }

    private static func nullable(_ type: JSONValue) -> JSONValue { ["type": [type, "null"]] }
    private static func words(_ words: [String]) -> JSONValue { ["enum": .array(words.map { .string($0) })] }
    private static func reference(_ name: String) -> JSONValue { ["$ref": .string("#/definitions/\(name)")] }
    private static func array(of name: String) -> JSONValue { ["type": "array", "items": reference(name)] }

    private static func object(_ properties: JSONObject, optional: [String] = []) -> JSONValue {
        let required = properties.keys.filter { !optional.contains($0) }
        return [
            "type": "object",
            "required": .array(required.map { .string($0) }),
            "properties": .object(properties),
        ]
    }
}
