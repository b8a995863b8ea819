import OrderedJSON

/// What `GET /v1/assistants` answered, in a file: a page, a list, or one object.
package struct Export: Sendable {
    /// An assistant as it was answered, in the form of today.
    package struct Entry: Sendable {
        /// As the Assistants API has it since its second version.
        package var object: JSONValue
        /// Files of the first version, which have no names.
        package var fileIDs: [String]
        /// The tool of the first version that is `file_search` today.
        package var hadRetrieval: Bool
    }

    package var entries: [Entry]
    /// Things to know of the file as a whole.
    package var notes: [String]

    /// More is no answer that a server sent.
    package static let maximumBytes = 268_435_456

    /// - Throws: ``ExportError`` with what is wrong, and what to do.
    package init(bytes: [UInt8]) throws(ExportError) {
        let bytes = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? bytes.dropFirst(3) : bytes[...]
        guard bytes.contains(where: { !" \n\r\t".utf8.contains($0) }) else {
            throw ExportError("it is empty", "write the answer of `GET /v1/assistants` to it")
        }
        let value: JSONValue
        do throws(JSONError) {
            value = try JSONReader().value(from: bytes)
        } catch {
            throw ExportError(
                "it is no whole JSON: \(error)",
                "it may have been cut off, or may be something else than the answer: fetch it again"
            )
        }
        notes = []
        let objects = try Self.objects(in: value)
        if value["has_more"]?.boolValue == true {
            let last = objects.last?["id"]?.stringValue
            notes.append(
                "the page says `has_more`: further assistants are on the next one"
                    + (last.map { ", which `GET /v1/assistants?after=\($0)` answers" } ?? "")
            )
        }
        entries = []
        var known: [String: JSONValue] = [:]
        for (index, object) in objects.enumerated() {
            guard let id = object["id"]?.stringValue else {
                throw ExportError("entry \(index + 1) has no `id`", "fetch the list again")
            }
            if let other = known[id] {
                guard other == object else {
                    throw ExportError("\(id) stands in it twice, with different values", "keep the newer one")
                }
                continue
            }
            known[id] = object
            entries.append(Self.entry(object))
        }
        guard !entries.isEmpty else {
            throw ExportError("it lists no assistants", "the account or the page it came from has none")
        }
    }

    // MARK: What it is

    private static func objects(in value: JSONValue) throws(ExportError) -> [JSONValue] {
        let elements: [JSONValue]
        switch value {
        case .array(let array): elements = array
        case .object:
            if let message = value["error"]?["message"]?.stringValue {
                throw ExportError("it is the answer of a request that failed: \(message)", "fetch the list again")
            }
            elements = value["data"]?.arrayValue ?? [value]
        default: throw ExportError("it is \(kind(of: value)), and no list of assistants", advice)
        }
        for element in elements {
            guard element.objectValue != nil else {
                throw ExportError("it holds \(kind(of: element)) where an assistant should be", advice)
            }
            if let type = element["object"]?.stringValue, type != "assistant" {
                throw ExportError("it is of another API: it holds an object \"\(type)\"", advice)
            }
            let isAssistant = element["object"] != nil || element["id"]?.stringValue?.hasPrefix("asst_") == true
            guard isAssistant, element["model"]?.stringValue != nil else {
                throw ExportError("it holds an object that is no assistant", advice)
            }
        }
        return elements
    }

    private static let advice =
        "import reads what `GET /v1/assistants` or `GET /v1/assistants/ID` answered, of the Assistants API"

    private static func kind(of value: JSONValue) -> String {
        switch value {
        case .null: "null"
        case .bool: "a boolean"
        case .integer, .number: "a number"
        case .string: "a text"
        case .array: "a list"
        case .object: "an object"
        }
    }

    // MARK: The first version

    /// The first version had `retrieval`, and files beside the tools.
    private static func entry(_ object: JSONValue) -> Entry {
        let fileIDs = object["file_ids"]?.arrayValue?.compactMap(\.stringValue) ?? []
        var members = object.objectValue ?? [:]
        let tools = object["tools"]?.arrayValue ?? []
        let hadRetrieval = tools.contains { $0["type"] == "retrieval" }
        if hadRetrieval {
            members["tools"] = .array(tools.map { $0["type"] == "retrieval" ? ["type": "file_search"] : $0 })
        }
        members["file_ids"] = nil
        return Entry(object: .object(members), fileIDs: fileIDs, hadRetrieval: hadRetrieval)
    }
}

/// Why a file is no export.
package struct ExportError: Error, Hashable, Sendable {
    /// What is wrong, such as `it is empty`.
    package var message: String
    /// What to do.
    package var hint: String

    init(_ message: String, _ hint: String) {
        self.message = message
        self.hint = hint
    }
}
