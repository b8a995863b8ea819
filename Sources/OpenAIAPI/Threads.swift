import OrderedJSON

/// A thread of the Assistants API: the messages of one conversation (docs/openai-api.md, 10.22).
package struct ThreadObject: WireDecodable, Identified, Hashable {
    package var id: String

    package init(from value: JSONCursor) throws(JSONCursorError) {
        id = try value.string("id")
    }
}

/// What a function gave back for a call of a run.
package struct ToolOutput: Sendable, Hashable {
    package var callID: String
    package var output: String

    package init(callID: String, output: String) {
        self.callID = callID
        self.output = output
    }
}

extension OpenAIClient {
    /// What asks for the text that file search found (docs/openai-api.md, 10.25).
    private static var passages: String { "step_details.tool_calls[*].file_search.results[*].content" }

    /// Makes a thread.
    ///
    /// - Parameter messages: of users and assistants, in the contract's own form; none for an empty thread.
    /// - Throws: ``APIError`` with ``APIError/Code/apiRemoved`` on a host that does not serve the Assistants API.
    package func createThread(saying messages: [JSONValue] = []) async throws(APIError) -> ThreadObject {
        try await object(
            APIRequest(
                .post,
                ["threads"],
                body: .json(messages.isEmpty ? [:] : ["messages": .array(messages)]),
                repeatability: .onlyIfNotCarriedOut,
                meaningOfNotFound: .removedAssistantsAPI,
                beta: APIRequest.assistantsBeta
            )
        )
    }

    /// Deletes a thread with its messages and runs.
    package func deleteThread(_ id: String) async throws(APIError) -> DeletionResult {
        try await deletion(of: ["threads", id], beta: APIRequest.assistantsBeta)
    }

    /// Adds what a user says. A thread whose run goes on refuses it.
    package func addUserMessage(_ text: String, to threadID: String) async throws(APIError) {
        _ = try await send(
            APIRequest(
                .post,
                ["threads", threadID, "messages"],
                body: .json(["role": "user", "content": .string(text)]),
                repeatability: .onlyIfNotCarriedOut,
                beta: APIRequest.assistantsBeta
            )
        )
    }

    /// Lets an assistant answer the thread, and gives the answer as it comes.
    ///
    /// - Parameters:
    ///   - definition: what takes the place of the assistant's own, such as `model` and `tools`, in the contract's form.
    ///   - outputTokens: that the run may write; nil for no limit.
    ///   - promptTokens: that the run may read, over all of it; nil for no limit.
    ///   - includesPassages: whether steps of the run tell the text that file search found.
    package func streamRun(
        of assistantID: String,
        in threadID: String,
        as definition: JSONObject = [:],
        outputTokens: Int? = nil,
        promptTokens: Int64? = nil,
        includesPassages: Bool = false
    ) async throws(APIError) -> EventStream<RunEvent> {
        var body: JSONObject = ["assistant_id": .string(assistantID), "stream": true]
        for (key, value) in definition { body[key] = value }
        // Servers take no smaller one (docs/openai-api.md, 10.22).
        if let outputTokens { body["max_completion_tokens"] = .integer(max(256, outputTokens)) }
        if let promptTokens { body["max_prompt_tokens"] = .integer(max(256, promptTokens)) }
        return try await stream(
            APIRequest(
                .post,
                ["threads", threadID, "runs"],
                query: includesPassages ? [("include[]", Self.passages)] : [],
                body: .json(.object(body)),
                repeatability: .onlyIfNotCarriedOut,
                beta: APIRequest.assistantsBeta
            )
        )
    }

    /// Hands the outputs of all calls to a run that waits for them, and gives the answer as it goes on.
    package func streamRun(
        _ id: String,
        in threadID: String,
        submitting outputs: [ToolOutput]
    ) async throws(APIError) -> EventStream<RunEvent> {
        let outputs = outputs.map { output -> JSONValue in
            ["tool_call_id": .string(output.callID), "output": .string(output.output)]
        }
        return try await stream(
            APIRequest(
                .post,
                ["threads", threadID, "runs", id, "submit_tool_outputs"],
                body: .json(["tool_outputs": .array(outputs), "stream": true]),
                repeatability: .onlyIfNotCarriedOut,
                beta: APIRequest.assistantsBeta
            )
        )
    }

    /// Stops a run, so that its thread takes messages again.
    package func cancelRun(_ id: String, in threadID: String) async throws(APIError) {
        _ = try await send(
            APIRequest(
                .post,
                ["threads", threadID, "runs", id, "cancel"],
                repeatability: .always,
                beta: APIRequest.assistantsBeta
            )
        )
    }
}
