import AssistantModel
import SourceDiagnostics
import YAMLTree

/// A tool of type `function`: name, description, strict, parameters.
enum FunctionManifest {
    static func tool(_ body: Field, context: LoadContext) -> Tool? {
        guard let mapping = body.mapping(.function) else { return nil }
        // The older form, which was reported as such: what is missing here stands there.
        guard mapping["name"] != nil || body.pairs()?.contains(where: { $0.pair.key == "function" }) != true else {
            return nil
        }
        return function(mapping, context: context).map {
            ToolFields.extending(.function($0), by: mapping, context: context)
        }
    }

    private static func function(_ mapping: MappingReader, context: LoadContext) -> FunctionTool? {
        let limit = LimitTable.functionNameCharacters(api: context.api)
        let name = mapping.required("name").flatMap { Identifier.name($0, maximum: limit) }
        // One without a usable name is checked all the same, and is none in the end.
        var function = FunctionTool(name: name ?? "", description: mapping["description"]?.string())
        checkLength(ofDescription: function.description, at: mapping["description"]?.location, context: context)
        if mapping["description"] == nil, let name {
            context.problems.warning(
                .undescribedFunction,
                "the function `\(name)` has no description",
                at: mapping.required("name")?.location,
                hint: "say what it does and when to call it: models choose by that"
            )
        }
        let owner = name.map { "the parameters of `\($0)`" } ?? "`parameters`"
        let schema = mapping["parameters"].flatMap { context.json($0) }
        function.strict =
            switch mapping["strict"] {
            case let field? where field.isWrittenNull: isStrictWhereItFits(schema, owner: owner, context: context)
            case let field: field?.boolean() ?? false
            }
        if let schema {
            SchemaCheck(schema, for: .functionParameters, owner: owner, isStrict: function.strict, context: context)
                .run()
            function.parameters = schema.value
        }
        return name == nil ? nil : function
    }

    /// What `strict: null` means: Responses takes a function as strict where its schema allows that, and others as not
    /// strict (docs/openai-api.md, 11.12). A function without parameters fits.
    private static func isStrictWhereItFits(_ schema: PlacedJSON?, owner: String, context: LoadContext) -> Bool {
        guard context.api == .responses else { return false }
        return schema.map { SchemaCheck.isStrict($0, for: .functionParameters, owner: owner) } ?? true
    }

    private static func checkLength(ofDescription text: String?, at place: SourceLocation?, context: LoadContext) {
        let limit = LimitTable.hostedDescriptionCharacters
        guard context.api == .assistants, let count = text?.unicodeScalars.count, count > limit else { return }
        context.problems.warning(
            .descriptionTooLong,
            "`description` has \(count.grouped) characters; hosts of the Assistants API refuse more than "
                + limit.grouped,
            at: place,
            hint: "shorten it: the apply would fail after the files are uploaded"
        )
    }
}
