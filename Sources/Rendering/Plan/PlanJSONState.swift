import AssistantModel
import OrderedJSON
import Planning

/// Terraform's values of a state: every object with all that is known of it. `planned_values` is what the plan leads to,
/// `prior_state` is what is there.
enum PlanJSONState {
    static func planned(_ objects: [PlanJSONResource]) -> JSONValue {
        values(objects.compactMap { object in object.change.after.map { resource(object.address, $0) } })
    }

    static func prior(_ objects: [PlanJSONResource]) -> JSONValue {
        [
            "format_version": "1.0",
            "terraform_version": .string(PlanJSON.terraformVersion),
            "values": values(
                objects.compactMap { object in
                    object.change.before.map { resource(object.previousAddress ?? object.address, $0) }
                }
            ),
        ]
    }

    private static func values(_ resources: [JSONValue]) -> JSONValue {
        ["root_module": ["resources": .array(resources)]]
    }

    private static func resource(_ address: ResourceAddress, _ values: PlanJSONValues) -> JSONValue {
        var members = PlanJSONResource.identity(of: address)
        members["schema_version"] = 0
        members["values"] = .object(values.values)
        members["sensitive_values"] = .object(values.sensitive)
        return .object(members)
    }
}
