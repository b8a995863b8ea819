import OrderedJSON

/// What `include` asks to be shown of items, whose full form is stored.
struct ResponseInclude: Sendable {
    private let names: Set<String>

    init(_ names: [String]) {
        self.names = Set(names)
    }

    init(_ query: QueryParameters) throws(APIErrorResponse) {
        var names: Set<String> = []
        for (name, value) in query.all where name == "include[]" || name == "include" {
            try RequestChecker.check(.string(value), against: .choice(ResponseRules.include), at: "include")
            names.insert(value)
        }
        self.names = names
    }

    func item(_ item: JSONValue) -> JSONValue {
        switch item["type"]?.stringValue {
        case "file_search_call" where !names.contains("file_search_call.results"): item.setting("results", to: .null)
        case "code_interpreter_call" where !names.contains("code_interpreter_call.outputs"):
            item.setting("outputs", to: .null)
        default: item
        }
    }

    func response(_ response: JSONValue) -> JSONValue {
        response.setting("output", to: .array((response["output"]?.arrayValue ?? []).map(item)))
    }
}
