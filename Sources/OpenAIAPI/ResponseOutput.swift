import OrderedJSON

/// Where a passage of an answer comes from.
package struct Citation: WireDecodable, Hashable {
    /// `file_citation`, `container_file_citation`, `url_citation` or `file_path`. Open.
    package var type: String
    package var fileID: String?
    package var filename: String?
    /// Of a `container_file_citation`.
    package var containerID: String?
    /// Of a `url_citation`.
    package var url: String?
    package var title: String?

    package init(from value: JSONCursor) throws(JSONCursorError) {
        type = try value.string("type")
        fileID = try value.optionalString("file_id")
        filename = try value.optionalString("filename")
        containerID = try value.optionalString("container_id")
        url = try value.optionalString("url")
        title = try value.optionalString("title")
    }
}

/// A call that the caller has to carry out. Its output goes back as a `function_call_output` with the same call id.
package struct FunctionCall: WireDecodable, Hashable {
    package var callID: String
    package var name: String
    /// JSON as the model wrote it: it need not be valid.
    package var arguments: String

    package init(from value: JSONCursor) throws(JSONCursorError) {
        callID = try value.string("call_id")
        name = try value.string("name")
        arguments = try value.string("arguments")
    }
}

/// Code that the server ran for the model.
package struct CodeInterpreterCall: WireDecodable, Hashable {
    package var id: String
    package var containerID: String?
    package var code: String?
    /// Empty too when the request did not include `code_interpreter_call.outputs`.
    package var outputs: [Output]

    package enum Output: Sendable, Hashable {
        case logs(String)
        case image(url: String)
        /// Of the Assistants API, which keeps images as files.
        case imageFile(id: String)
        case other(type: String)
    }

    package init(from value: JSONCursor) throws(JSONCursorError) {
        id = try value.string("id")
        containerID = try value.optionalString("container_id")
        code = try value.optionalString("code")
        outputs = []
        for output in try value.list("outputs") {
            switch try output.string("type") {
            case "logs": outputs.append(.logs(try output.string("logs")))
            case "image": outputs.append(.image(url: try output.string("url")))
            case let type: outputs.append(.other(type: type))
            }
        }
    }
}

extension CodeInterpreterCall {
    /// A call as a step of a run has it.
    init(runCall value: JSONCursor) throws(JSONCursorError) {
        id = try value.optionalString("id") ?? ""
        containerID = nil
        let details = try value.required("code_interpreter")
        code = try details.optionalString("input")
        outputs = []
        for output in try details.list("outputs") {
            switch try output.string("type") {
            case "logs": outputs.append(.logs(try output.string("logs")))
            case "image": outputs.append(.imageFile(id: try output.required("image").string("file_id")))
            case let type: outputs.append(.other(type: type))
            }
        }
    }
}

extension FunctionCall {
    /// A call as a run that waits for it has it.
    init(runCall value: JSONCursor) throws(JSONCursorError) {
        callID = try value.string("id")
        let details = try value.required("function")
        name = try details.string("name")
        arguments = try details.string("arguments")
    }
}

/// What an answer cost, in tokens.
package struct TokenUsage: WireDecodable, Hashable {
    /// With ``cachedInput`` in it.
    package var input: Int64
    /// Read from the provider's cache, at a lower price.
    package var cachedInput: Int64
    /// With ``reasoning`` in it.
    package var output: Int64
    package var reasoning: Int64
    package var total: Int64

    package init(input: Int64, cachedInput: Int64 = 0, output: Int64, reasoning: Int64 = 0) {
        self.input = input
        self.cachedInput = cachedInput
        self.output = output
        self.reasoning = reasoning
        total = input + output
    }

    /// As runs and their steps tell it.
    init(run value: JSONCursor) throws(JSONCursorError) {
        self.init(
            input: try value.integer("prompt_tokens"),
            cachedInput: try value.member("prompt_token_details")?.optionalInteger("cached_tokens") ?? 0,
            output: try value.integer("completion_tokens"),
            reasoning: try value.member("completion_tokens_details")?.optionalInteger("reasoning_tokens") ?? 0
        )
    }

    /// What two answers cost together.
    package static func + (left: TokenUsage, right: TokenUsage) -> TokenUsage {
        var sum = TokenUsage(
            input: left.input + right.input,
            cachedInput: left.cachedInput + right.cachedInput,
            output: left.output + right.output,
            reasoning: left.reasoning + right.reasoning
        )
        sum.total = left.total + right.total
        return sum
    }

    package init(from value: JSONCursor) throws(JSONCursorError) {
        input = try value.integer("input_tokens")
        cachedInput = try value.member("input_tokens_details")?.optionalInteger("cached_tokens") ?? 0
        output = try value.integer("output_tokens")
        reasoning = try value.member("output_tokens_details")?.optionalInteger("reasoning_tokens") ?? 0
        total = try value.optionalInteger("total_tokens") ?? input + output
    }
}
