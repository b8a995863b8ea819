import OrderedJSON

/// Everything about an assistant that is not a file. Lengths and ranges are checked where it is loaded.
package struct AssistantDefinition: Equatable, Sendable {
    /// At most 256 characters.
    package var name: String?
    /// At most 512 characters.
    package var description: String?
    /// The name of the model.
    package var model: String
    /// At most 256,000 characters, lines ended by LF.
    package var instructions: String?
    /// `none`, `minimal`, `low`, `medium`, `high`, `xhigh` or `max`. Answers of the Assistants API need not
    /// show it (docs/openai-api.md, 10.9).
    package var reasoningEffort: String?
    /// 0 to 2; the server's default is 1.
    package var temperature: Double?
    /// 0 to 1; the server's default is 1.
    package var topP: Double?
    /// Text, unless the manifest says otherwise.
    package var responseFormat: ResponseFormat
    /// The user's own pairs, without the tool's marks.
    package var metadata: [String: String]
    /// In the manifest's order.
    package var tools: [Tool]

    /// A definition; what is left out is the server's default.
    package init(
        name: String? = nil,
        description: String? = nil,
        model: String,
        instructions: String? = nil,
        reasoningEffort: String? = nil,
        temperature: Double? = nil,
        topP: Double? = nil,
        responseFormat: ResponseFormat = .text,
        metadata: [String: String] = [:],
        tools: [Tool] = []
    ) {
        self.name = name
        self.description = description
        self.model = model
        self.instructions = instructions
        self.reasoningEffort = reasoningEffort
        self.temperature = temperature
        self.topP = topP
        self.responseFormat = responseFormat
        self.metadata = metadata
        self.tools = tools
    }
}

/// The form of an assistant's answers.
package enum ResponseFormat: Equatable, Sendable {
    /// The default; servers show it as `auto`, as `{"type": "text"}` or not at all (docs/openai-api.md, 10.6).
    case text
    case jsonObject
    case jsonSchema(JSONSchemaFormat)
    /// A form this version does not know, as a server sent it.
    case other(JSONValue)
}

/// A schema that answers obey.
package struct JSONSchemaFormat: Equatable, Sendable {
    /// `[A-Za-z0-9_-]{1,64}`.
    package var name: String
    /// For the model; nil without.
    package var description: String?
    /// A JSON Schema; nil where the server showed none.
    package var schema: JSONValue?
    /// Whether answers always follow the schema.
    package var strict: Bool

    /// A format as the manifest has it.
    package init(name: String, description: String? = nil, schema: JSONValue? = nil, strict: Bool = false) {
        self.name = name
        self.description = description
        self.schema = schema
        self.strict = strict
    }
}
