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
        if let parameters = mapping["parameters"], let schema = context.json(parameters) {
            let owner = name.map { "the parameters of `\($0)`" } ?? "`parameters`"
            SchemaCheck(schema, owner: owner, isStrict: strict, problems: context.problems)
                .run(for: .functionParameters)
            function.parameters = schema.value
        }
        return name == nil ? nil : function
    }
}
