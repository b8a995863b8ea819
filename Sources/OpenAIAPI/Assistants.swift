import OrderedJSON

/// An assistant on the account (docs/openai-api.md, 10).
package struct AssistantObject: WireDecodable, Identified, Equatable {
    package var id: String
    /// Unix seconds; 0 where the server does not say.
    package var createdAt: Int64
    package var name: String?
    package var description: String?
    /// Empty where the server does not say: an assistant of somebody else must not stop a list.
    package var model: String
    package var instructions: String?
    /// In the contract's own form and the server's order.
    package var tools: [JSONValue]
    package var toolResources: ToolResources
    package var metadata: Metadata
    package var temperature: Double?
    package var topP: Double?
    /// `"auto"` or an object; nil when null or missing.
    package var responseFormat: JSONValue?
    /// Not in the answer's schema (docs/openai-api.md, 10.9): omitted where the server keeps it to itself.
    package var reasoningEffort: Field<String>
    /// Members that this version does not know, where they say anything.
    package var unknownFields: JSONObject

    private static let knownFields: Set<String> = [
        "id", "object", "created_at", "name", "description", "model", "instructions", "tools", "tool_resources",
        "metadata", "temperature", "top_p", "response_format", "reasoning_effort",
    ]

    package init(from value: JSONCursor) throws(JSONCursorError) {
        id = try value.string("id")
        createdAt = try value.time("created_at") ?? 0
        name = try value.optionalString("name")
        description = try value.optionalString("description")
        model = try value.optionalString("model") ?? ""
        instructions = try value.optionalString("instructions")
        tools = try value.list("tools").map(\.json)
        toolResources = try ToolResources(from: value)
        metadata = try value.metadata()
        temperature = try value.optionalNumber("temperature")
        topP = try value.optionalNumber("top_p")
        responseFormat = try value.member("response_format")?.json
        unknownFields =
            value.json.objectValue?.filter { !Self.knownFields.contains($0.key) && $0.value.isTelling } ?? [:]
        if let effort = try value.optionalString("reasoning_effort") {
            reasoningEffort = .value(effort)
        } else {
            reasoningEffort = value.json["reasoning_effort"] == nil ? .omitted : .null
        }
    }
}

extension JSONValue {
    /// Whether it is more than an empty value.
    fileprivate var isTelling: Bool {
        switch self {
        case .null: false
        case .array(let elements): !elements.isEmpty
        case .object(let members): !members.isEmpty
        case .string(let text): !text.isEmpty
        case .bool, .integer, .number: true
        }
    }
}

/// What an assistant's tools may use. Missing, null, `{}` and empty lists in an answer are all empty.
package struct ToolResources: Sendable, Hashable {
    /// At most one; nil leaves the tool's resources out of a request.
    package var vectorStoreIDs: [String]?
    /// At most 20; nil leaves the tool's resources out of a request.
    package var codeInterpreterFileIDs: [String]?

    package init(vectorStoreIDs: [String]? = nil, codeInterpreterFileIDs: [String]? = nil) {
        self.vectorStoreIDs = vectorStoreIDs
        self.codeInterpreterFileIDs = codeInterpreterFileIDs
    }

    init(from owner: JSONCursor) throws(JSONCursorError) {
        let resources = try owner.member("tool_resources")
        vectorStoreIDs = try resources?.member("file_search")?.strings("vector_store_ids") ?? []
        codeInterpreterFileIDs = try resources?.member("code_interpreter")?.strings("file_ids") ?? []
    }

    var json: JSONValue {
        var members = JSONObject()
        members.add("code_interpreter", codeInterpreterFileIDs) { ["file_ids": .array($0.map { .string($0) })] }
        members.add("file_search", vectorStoreIDs) { ["vector_store_ids": .array($0.map { .string($0) })] }
        return .object(members)
    }
}

/// The fields of an assistant that a request sets. A creation needs ``model``; an update sends what changed, each field
/// with its complete value.
package struct AssistantParameters: Sendable, Equatable {
    package var model: Field<String>
    /// At most 256 characters.
    package var name: Field<String>
    /// At most 512 characters.
    package var description: Field<String>
    /// At most 256,000 characters.
    package var instructions: Field<String>
    package var reasoningEffort: Field<String>
    /// In the contract's own form, keys in the order the user wrote them; at most 128.
    package var tools: Field<[JSONValue]>
    /// Send both tools' resources together: what an omitted one becomes is not documented (docs/openai-api.md, 10.10).
    package var toolResources: Field<ToolResources>
    /// The full map.
    package var metadata: Field<Metadata>
    package var temperature: Field<Double>
    package var topP: Field<Double>
    package var responseFormat: Field<JSONValue>

    package init(
        model: Field<String> = .omitted,
        name: Field<String> = .omitted,
        description: Field<String> = .omitted,
        instructions: Field<String> = .omitted,
        reasoningEffort: Field<String> = .omitted,
        tools: Field<[JSONValue]> = .omitted,
        toolResources: Field<ToolResources> = .omitted,
        metadata: Field<Metadata> = .omitted,
        temperature: Field<Double> = .omitted,
        topP: Field<Double> = .omitted,
        responseFormat: Field<JSONValue> = .omitted
    ) {
        self.model = model
        self.name = name
        self.description = description
        self.instructions = instructions
        self.reasoningEffort = reasoningEffort
        self.tools = tools
        self.toolResources = toolResources
        self.metadata = metadata
        self.temperature = temperature
        self.topP = topP
        self.responseFormat = responseFormat
    }

    /// The request's body, members in the contract's order.
    package var body: JSONValue {
        var members = JSONObject()
        members.add("model", model) { .string($0) }
        members.add("name", name) { .string($0) }
        members.add("description", description) { .string($0) }
        members.add("instructions", instructions) { .string($0) }
        members.add("reasoning_effort", reasoningEffort) { .string($0) }
        members.add("tools", tools) { .array($0) }
        members.add("tool_resources", toolResources) { $0.json }
        members.add("metadata", metadata) { JSONValue(metadata: $0) }
        members.add("temperature", temperature) { .number($0) }
        members.add("top_p", topP) { .number($0) }
        members.add("response_format", responseFormat) { $0 }
        return .object(members)
    }
}

extension OpenAIClient {
    /// Every assistant of the account, oldest first.
    ///
    /// - Throws: ``APIError`` with ``APIError/Code/apiRemoved`` on a host that does not serve the Assistants API.
    package func listAssistants() async throws(APIError) -> [AssistantObject] {
        try await allFromBothEnds(
            ["assistants"],
            meaningOfNotFound: .removedAssistantsAPI,
            beta: APIRequest.assistantsBeta
        )
    }

    /// The newest assistants of the account, at most 100.
    package func newestAssistants() async throws(APIError) -> Page<AssistantObject> {
        try await newestPage(["assistants"], meaningOfNotFound: .removedAssistantsAPI, beta: APIRequest.assistantsBeta)
    }

    package func retrieveAssistant(_ id: String) async throws(APIError) -> AssistantObject {
        try await object(APIRequest(.get, ["assistants", id], repeatability: .always, beta: APIRequest.assistantsBeta))
    }

    package func createAssistant(_ parameters: AssistantParameters) async throws(APIError) -> AssistantObject {
        try await object(
            APIRequest(
                .post,
                ["assistants"],
                body: .json(parameters.body),
                repeatability: .onlyIfNotCarriedOut,
                beta: APIRequest.assistantsBeta
            )
        )
    }

    /// Sets the given fields to complete values and leaves the others.
    package func updateAssistant(
        _ id: String,
        _ parameters: AssistantParameters
    ) async throws(APIError) -> AssistantObject {
        try await object(
            APIRequest(
                .post,
                ["assistants", id],
                body: .json(parameters.body),
                repeatability: .always,
                beta: APIRequest.assistantsBeta
            )
        )
    }

    /// Deletes the assistant; its vector stores and files stay.
    package func deleteAssistant(_ id: String) async throws(APIError) -> DeletionResult {
        try await deletion(of: ["assistants", id], beta: APIRequest.assistantsBeta)
    }
}
