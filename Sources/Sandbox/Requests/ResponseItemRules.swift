import OrderedJSON

/// The items of an input: messages, what tools did, and references. Output items may be sent back as they came.
enum ResponseItemRules {
    private static let status = Rule.Field.optional(
        "status",
        .nullable(.choice(["in_progress", "completed", "incomplete"]))
    )
    private static let id = Rule.Field.optional("id", .nullable(.identifierString))
    private static let cacheBreakpoint = Rule.Field.optional("prompt_cache_breakpoint", .nullable(.openObject))
    private static let searchStatus = Rule.choice(["in_progress", "searching", "completed", "incomplete", "failed"])

    private static let contentPart = Rule.tagged([
        Rule.Variant("input_text", [.required("text", Rule.anyString), cacheBreakpoint]),
        Rule.Variant(
            "input_image",
            [
                .optional("image_url", .nullable(Rule.anyString)), .optional("file_id", .nullable(Rule.anyString)),
                .optional("detail", .nullable(.choice(["low", "high", "auto", "original"]))), cacheBreakpoint,
            ]
        ),
        Rule.Variant(
            "input_file",
            [
                .optional("file_id", .nullable(Rule.anyString)), .optional("filename", Rule.anyString),
                .optional("file_data", Rule.anyString), .optional("file_url", Rule.anyString),
                .optional("detail", Rule.anyString), cacheBreakpoint,
            ]
        ),
        Rule.Variant(
            "output_text",
            [
                .required("text", Rule.anyString), .optional("annotations", .array(.openObject)),
                .optional("logprobs", .nullable(.array(.openObject))),
            ]
        ),
        Rule.Variant("refusal", [.required("refusal", Rule.anyString)]),
    ])

    private static let message = Rule.object(
        Rule.Fields([
            .optional("type", .choice(["message"])), id, status,
            .required("role", .choice(["user", "assistant", "system", "developer"])),
            .required("content", .either([Rule.anyString, .array(contentPart)])),
            .optional("phase", .nullable(.choice(["commentary", "final_answer"]))),
        ])
    )

    private static let item = Rule.tagged([
        Rule.Variant("message"),
        Rule.Variant(
            "function_call",
            [
                id, status, .required("call_id", .string(length: 1...64)),
                .required("name", ResponseToolRules.functionName),
                .required("arguments", Rule.anyString), .optional("namespace", .nullable(Rule.anyString)),
                .optional("caller", .nullable(.openObject)),
            ]
        ),
        Rule.Variant(
            "function_call_output",
            [
                id, status, .required("call_id", .string(length: 1...64)),
                .required("output", .either([.string(length: 0...10_485_760), .array(contentPart)])),
                .optional("name", .nullable(Rule.anyString)), .optional("namespace", .nullable(Rule.anyString)),
                .optional("caller", .nullable(.openObject)),
            ]
        ),
        Rule.Variant(
            "file_search_call",
            [
                .required("id", .identifierString), .required("status", searchStatus),
                .required("queries", .array(Rule.anyString)), .optional("results", .nullable(.array(.openObject))),
            ]
        ),
        Rule.Variant(
            "code_interpreter_call",
            [
                .required("id", .identifierString), .required("status", Rule.anyString),
                .required("container_id", .identifierString), .required("code", .nullable(Rule.anyString)),
                .required("outputs", .nullable(.array(.openObject))),
            ]
        ),
        Rule.Variant(
            "reasoning",
            [
                .required("id", .identifierString), .required("summary", .array(.openObject)),
                .optional("content", .nullable(.array(.openObject))),
                .optional("encrypted_content", .nullable(Rule.anyString)), status,
            ]
        ),
        Rule.Variant("item_reference", [.required("id", .identifierString)]),
    ])

    /// A message may leave its type out.
    static func check(_ value: JSONValue, _ path: String) throws(APIErrorResponse) {
        let isMessage = (value["type"] ?? "message") == "message"
        try RequestChecker.check(value, against: isMessage ? message : item, at: path)
    }
}
