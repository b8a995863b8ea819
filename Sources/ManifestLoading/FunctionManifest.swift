import AssistantModel
import SourceDiagnostics

/// A tool of type `function`: name, description, strict, parameters.
enum FunctionManifest {
    static func function(_ body: Field, context: LoadContext) -> FunctionTool? {
        let keys = ["type", "name", "description", "strict", "parameters"]
        guard let mapping = body.mapping(of: "a function", keys: keys) else { return nil }
        let name = mapping.required("name").flatMap { Identifier.name($0) }
        let strict = mapping["strict"]?.boolean() ?? false
        var function = FunctionTool(name: name ?? "", description: mapping["description"]?.string(), strict: strict)
        if mapping["description"] == nil, let name {
            context.problems.warning(
                .undescribedFunction,
                "the function `\(name)` has no description",
                at: mapping.required("name")?.location,
                hint: "say what it does and when to call it: models choose by that"
            )
        }
        if let parameters = mapping["parameters"], let schema = context.json(parameters) {
            let owner = name.map { "the parameters of `\($0)`" } ?? "`parameters`"
            SchemaCheck(schema, for: .functionParameters, owner: owner, isStrict: strict, problems: context.problems)
                .run()
            function.parameters = schema.value
        }
        return name == nil ? nil : function
    }
}
