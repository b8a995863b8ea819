import OrderedJSON

/// What depends on the model: the 6.2 models reject the efforts `none` and `minimal`, and the gpt-6 family takes a
/// temperature only with effort `none`, which is published for two of its models only (docs/openai-api.md, 12.4).
enum ResponseModelRules {
    static func check(_ body: JSONValue) throws(APIErrorResponse) {
        guard let model = body.present("model")?.stringValue else { return }
        guard model.hasPrefix("ft:") || ModelCatalogue.models.contains(where: { $0.id == model }) else {
            throw .badRequest(
                "The requested model '\(model)' does not exist.",
                parameter: "model",
                code: "model_not_found"
            )
        }
        let effort = body.present("reasoning")?.present("effort")?.stringValue
        if model.hasPrefix("gpt-6.2"), let effort, effort == "none" || effort == "minimal" {
            throw .badRequest(
                "Unsupported value: '\(effort)' is not supported with the '\(model)' model. Supported values are: "
                    + "'low', 'medium', 'high', 'xhigh', and 'max'.",
                parameter: "reasoning.effort",
                code: "unsupported_value"
            )
        }
        if model.hasPrefix("gpt-4"), body.present("reasoning")?.present("effort") != nil {
            throw .badRequest(
                "Unsupported parameter: 'reasoning.effort' is not supported with this model.",
                parameter: "reasoning.effort",
                code: "unsupported_parameter"
            )
        }
        if model.hasPrefix("gpt-6"), effort != "none", body.present("temperature") != nil {
            throw .badRequest(
                "Unsupported parameter: 'temperature' is not supported with this model.",
                parameter: "temperature",
                code: "unsupported_parameter"
            )
        }
    }
}
