import OrderedJSON

/// A tool that begins to work for an answer.
package struct ToolStart: Sendable, Hashable {
    /// Of the item; empty where the server does not tell it.
    package var id: String
    /// Such as `file_search`; a function's is `function`.
    package var type: String
    /// Of a function.
    package var name: String?

    package init(id: String, type: String, name: String? = nil) {
        self.id = id
        self.type = type
        self.name = name
    }

    /// Nil for an item that is no call of a tool.
    init?(from item: JSONCursor) throws(JSONCursorError) {
        let suffix = "_call"
        guard let type = try item.optionalString("type"), type.hasSuffix(suffix) else { return nil }
        let (callID, id) = (try item.optionalString("call_id"), try item.optionalString("id"))
        self.init(
            id: callID ?? id ?? "",
            type: String(type.dropLast(suffix.count)),
            name: try item.optionalString("name")
        )
    }
}

/// A search of the server in files, with what it found where the request includes `file_search_call.results`.
package struct FileSearchCall: WireDecodable, Hashable {
    package var id: String
    package var results: [Passage]

    /// A passage that was found.
    package struct Passage: Sendable, Hashable {
        package var fileID: String
        package var text: String
        /// Of the file in its store; empty where the server does not tell them.
        package var attributes: Attributes

        package init(fileID: String, text: String, attributes: Attributes = [:]) {
            self.fileID = fileID
            self.text = text
            self.attributes = attributes
        }
    }

    package init(from value: JSONCursor) throws(JSONCursorError) {
        id = try value.optionalString("id") ?? ""
        results = []
        for result in try value.list("results") {
            guard let fileID = try result.optionalString("file_id"), let text = try result.optionalString("text") else {
                continue
            }
            results.append(Passage(fileID: fileID, text: text, attributes: try result.attributes()))
        }
    }
}

extension FileSearchCall {
    /// A search as a step of a run has it; passages have text where the request included it.
    init(runCall value: JSONCursor) throws(JSONCursorError) {
        id = try value.optionalString("id") ?? ""
        results = []
        for result in try value.member("file_search")?.list("results") ?? [] {
            guard let fileID = try result.optionalString("file_id") else { continue }
            for part in try result.list("content") {
                guard let text = try part.optionalString("text") else { continue }
                results.append(Passage(fileID: fileID, text: text))
            }
        }
    }
}
