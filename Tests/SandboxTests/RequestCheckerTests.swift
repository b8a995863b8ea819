import HTTPTypes
import OrderedJSON
import Testing

@testable import Sandbox

@Suite("Checking of raw requests")
struct RequestCheckerTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let body: String
        let code: String
        let parameter: String

        init(_ body: String, _ code: String, _ parameter: String) {
            self.body = body
            self.code = code
            self.parameter = parameter
        }

        var testDescription: String { body.count > 80 ? String(body.prefix(80)) : body }
    }

    static let long = String(repeating: "x", count: 300)
    static let tool = #""model":"m","tools":"#

    @Test(
        "an assistant that breaks a limit is refused with code and place",
        arguments: [
            Case(#"{}"#, "missing_required_parameter", "model"),
            Case(#"{"model":1}"#, "invalid_type", "model"),
            Case(#"{"model":"m","colour":"red"}"#, "unknown_parameter", "colour"),
            Case(#"{"model":"m","name":"\#(long)"}"#, "string_above_max_length", "name"),
            Case(#"{"model":"m","temperature":2.1}"#, "decimal_above_max_value", "temperature"),
            Case(#"{"model":"m","top_p":-0.1}"#, "decimal_below_min_value", "top_p"),
            Case(#"{"model":"m","top_p":"1"}"#, "invalid_type", "top_p"),
            Case(#"{"model":"m","reasoning_effort":"huge"}"#, "invalid_value", "reasoning_effort"),
            Case(#"{"model":"m","metadata":{"a":1}}"#, "invalid_type", "metadata.a"),
            Case(#"{"model":"m","response_format":"json"}"#, "invalid_value", "response_format"),
            Case(
                #"{"model":"m","response_format":{"type":"json_schema"}}"#,
                "missing_required_parameter",
                "response_format.json_schema"
            ),
            Case("{\(tool)[{}]}", "missing_required_parameter", "tools[0].type"),
            Case("{\(tool)[{\"type\":\"web_search\"}]}", "invalid_value", "tools[0].type"),
            Case(
                "{\(tool)[{\"type\":\"file_search\",\"file_search\":{\"max_num_results\":51}}]}",
                "integer_above_max_value",
                "tools[0].file_search.max_num_results"
            ),
            Case(
                "{\(tool)[{\"type\":\"file_search\",\"file_search\":{\"ranking_options\":{}}}]}",
                "missing_required_parameter",
                "tools[0].file_search.ranking_options.score_threshold"
            ),
            Case(
                "{\(tool)[{\"type\":\"function\",\"function\":{\"name\":\"no spaces\"}}]}",
                "invalid_value",
                "tools[0].function.name"
            ),
            Case(
                "{\(tool)[{\"type\":\"function\",\"function\":{\"name\":\"f\",\"parameters\":{\"type\":\"array\"}}}]}",
                "invalid_function_parameters",
                "tools[0].function.parameters"
            ),
            Case(
                #"{"model":"m","tool_resources":{"file_search":{"vector_store_ids":["a","b"]}}}"#,
                "array_above_max_length",
                "tool_resources.file_search.vector_store_ids"
            ),
        ]
    )
    func assistants(example: Case) throws {
        try expectRefusal(of: example, by: AssistantRules.create)
    }

    @Test(
        "vector stores, batches and searches too",
        arguments: [
            (#"{"name":null}"#, "invalid_type", "name"),
            (#"{"expires_after":{"anchor":"created_at","days":1}}"#, "invalid_value", "expires_after.anchor"),
            (
                #"{"expires_after":{"anchor":"last_active_at","days":366}}"#, "integer_above_max_value",
                "expires_after.days"
            ),
            (
                #"{"chunking_strategy":{"type":"static","static":{"max_chunk_size_tokens":99,"chunk_overlap_tokens":0}}}"#,
                "integer_below_min_value", "chunking_strategy.static.max_chunk_size_tokens"
            ),
            (
                #"{"chunking_strategy":{"type":"static","static":{"max_chunk_size_tokens":200,"chunk_overlap_tokens":101}}}"#,
                "invalid_value", "chunking_strategy.static.chunk_overlap_tokens"
            ),
            (#"{"chunking_strategy":{"type":"auto","static":{}}}"#, "unknown_parameter", "chunking_strategy.static"),
        ]
    )
    func stores(body: String, code: String, parameter: String) throws {
        try expectRefusal(of: Case(body, code, parameter), by: VectorStoreRules.create)
    }

    @Test("a batch takes file_ids or files, 1 to 2000 of them")
    func batches() throws {
        try expectRefusal(of: Case("{}", "missing_required_parameter", "file_ids"), by: VectorStoreRules.createBatch)
        try expectRefusal(
            of: Case(#"{"file_ids":[]}"#, "array_below_min_length", "file_ids"),
            by: VectorStoreRules.createBatch
        )
        try expectRefusal(
            of: Case(#"{"file_ids":["a"],"files":[{"file_id":"a"}]}"#, "mutually_exclusive_parameters", "files"),
            by: VectorStoreRules.createBatch
        )
        let ids = JSONValue.array((0...2000).map { .string("file-\($0)") })
        try expectRefusal(
            of: Case(
                JSONValue.object(["file_ids": ids]).text,
                "array_above_max_length",
                "file_ids"
            ),
            by: VectorStoreRules.createBatch
        )
    }

    @Test("filters are checked at any depth")
    func filters() throws {
        try expectRefusal(
            of: Case(
                #"{"query":"q","filters":{"type":"and","filters":[{"type":"like","key":"a","value":1}]}}"#,
                "invalid_value",
                "filters.filters[0].type"
            ),
            by: VectorStoreRules.search
        )
        try RequestChecker.check(
            JSONValue(
                parsing: #"{"query":["q"],"filters":{"type":"or","filters":[{"type":"in","key":"a","value":["x",1]}]}}"#
                    .utf8
            ),
            against: VectorStoreRules.search
        )
    }

    @Test("metadata has 16 pairs of at most 64 and 512 characters")
    func metadata() throws {
        func pairs(_ count: Int, name: Int = 4, value: Int = 1) -> JSONValue {
            .object(
                JSONObject(
                    (0..<count).map {
                        (String($0).padded(to: name), JSONValue.string(String(repeating: "v", count: value)))
                    }
                )
            )
        }
        try RequestChecker.check(pairs(16, name: 64, value: 512), against: .metadata, at: "metadata")
        for wrong in [pairs(17), pairs(1, name: 65), pairs(1, value: 513)] {
            #expect(throws: APIErrorResponse.self) {
                try RequestChecker.check(wrong, against: .metadata, at: "metadata")
            }
        }
    }

    @Test("strict functions need closed objects and required properties, at any depth")
    func strictFunctions() throws {
        let open = #"{"name":"f","strict":true,"parameters":{"type":"object","properties":{}}}"#
        let missing = """
            {"name":"f","strict":true,"parameters":{"type":"object","additionalProperties":false,"required":["a"],\
            "properties":{"a":{"type":"object","additionalProperties":false,"properties":{"b":{"type":"string"}}}}}}
            """
        for text in [open, missing] {
            #expect(throws: APIErrorResponse.self) {
                try StrictSchema.checkFunction(try JSONValue(parsing: text.utf8), "function")
            }
        }
        let good = missing.replacing(#""properties":{"b""#, with: #""required":["b"],"properties":{"b""#)
        try StrictSchema.checkFunction(try JSONValue(parsing: good.utf8), "function")
    }

    private func expectRefusal(of example: Case, by rule: Rule) throws {
        let body = try JSONValue(parsing: example.body.utf8)
        let error = #expect(throws: APIErrorResponse.self) { try RequestChecker.check(body, against: rule) }
        #expect(error?.code == example.code)
        #expect(error?.parameter == example.parameter)
        #expect(error?.status.code == 400)
    }
}

extension String {
    fileprivate func padded(to count: Int) -> String {
        self + String(repeating: "k", count: max(0, count - self.count))
    }
}
