import Hummingbird
import OrderedJSON

/// The events of a response, in the order and with the fields of the real server. They follow from the finished
/// response alone.
struct ResponseStream {
    private(set) var events: [JSONValue] = []

    init(_ response: JSONValue) {
        let started = response.setting("status", to: "in_progress").setting("output", to: [])
            .setting("completed_at", to: .null).setting("incomplete_details", to: .null).setting("usage", to: .null)
        note("response.created", ["response": started])
        note("response.in_progress", ["response": started])
        for (index, item) in (response["output"]?.arrayValue ?? []).enumerated() { add(item, at: index) }
        note("response.\(response["status"]?.stringValue ?? "completed")", ["response": response])
    }

    private mutating func note(_ type: String, _ fields: JSONValue) {
        let head: JSONObject = ["type": .string(type), "sequence_number": .integer(events.count)]
        events.append(.object(head + (fields.objectValue ?? [:])))
    }

    private mutating func add(_ item: JSONValue, at index: Int) {
        let output = JSONValue.integer(index)
        let place: JSONValue = ["output_index": output, "item_id": item["id"] ?? .null]
        note("response.output_item.added", ["output_index": output, "item": Self.begun(item)])
        switch item["type"]?.stringValue {
        case "message": addText(item, place)
        case "function_call":
            for piece in Self.words(item["arguments"]?.stringValue ?? "") {
                note("response.function_call_arguments.delta", place.setting("delta", to: .string(piece)))
            }
            note(
                "response.function_call_arguments.done",
                place.setting("name", to: item["name"] ?? .null).setting("arguments", to: item["arguments"] ?? "")
            )
        case "file_search_call":
            for step in ["in_progress", "searching", "completed"] { note("response.file_search_call.\(step)", place) }
        case "code_interpreter_call":
            note("response.code_interpreter_call.in_progress", place)
            note("response.code_interpreter_call_code.delta", place.setting("delta", to: item["code"] ?? ""))
            note("response.code_interpreter_call_code.done", place.setting("code", to: item["code"] ?? ""))
            note("response.code_interpreter_call.interpreting", place)
            note("response.code_interpreter_call.completed", place)
        default: break
        }
        note("response.output_item.done", ["output_index": output, "item": item])
    }

    private mutating func addText(_ item: JSONValue, _ place: JSONValue) {
        for (index, part) in (item["content"]?.arrayValue ?? []).enumerated() {
            let place = place.setting("content_index", to: .integer(index))
            if part["type"] == "refusal" {
                addRefusal(part, place)
                continue
            }
            let empty = part.setting("text", to: "").setting("annotations", to: [])
            note("response.content_part.added", place.setting("part", to: empty))
            let scalars = Array((part["text"]?.stringValue ?? "").unicodeScalars)
            var position = 0
            for (number, annotation) in (part["annotations"]?.arrayValue ?? []).enumerated() {
                let end = min(max(annotation["index"]?.intValue ?? 0, position), scalars.count)
                addWords(scalars[position..<end], place)
                note(
                    "response.output_text.annotation.added",
                    place.setting("annotation_index", to: .integer(number)).setting("annotation", to: annotation)
                )
                position = end
            }
            addWords(scalars[position...], place)
            let text = place.setting("text", to: part["text"] ?? "").setting("logprobs", to: [])
            note("response.output_text.done", text)
            note("response.content_part.done", place.setting("part", to: part))
        }
    }

    /// Words up to where a citation belongs: it comes before the white space that follows.
    private mutating func addWords(_ scalars: ArraySlice<Unicode.Scalar>, _ place: JSONValue) {
        for word in MessageDelta.words(scalars) {
            note(
                "response.output_text.delta",
                place.setting("delta", to: .string(word)).setting("logprobs", to: [])
            )
        }
    }

    private mutating func addRefusal(_ part: JSONValue, _ place: JSONValue) {
        note("response.content_part.added", place.setting("part", to: part.setting("refusal", to: "")))
        for word in Self.words(part["refusal"]?.stringValue ?? "") {
            note("response.refusal.delta", place.setting("delta", to: .string(word)))
        }
        note("response.refusal.done", place.setting("refusal", to: part["refusal"] ?? ""))
        note("response.content_part.done", place.setting("part", to: part))
    }

    /// An item as it is before anything of it came.
    private static func begun(_ item: JSONValue) -> JSONValue {
        let item = item.setting("status", to: "in_progress")
        switch item["type"]?.stringValue {
        case "message": return item.setting("content", to: [])
        case "function_call": return item.setting("arguments", to: "")
        case "file_search_call": return item.setting("queries", to: []).setting("results", to: .null)
        case "code_interpreter_call": return item.setting("code", to: "").setting("outputs", to: .null)
        default: return item
        }
    }

    private static func words(_ text: String) -> [String] {
        MessageDelta.words(Array(text.unicodeScalars)[...])
    }

    /// - Parameter sequence: only events after this one, or nil for all.
    func response(after sequence: Int?, _ configuration: SandboxConfiguration) -> Response {
        let shown = events.filter { ($0["sequence_number"]?.intValue ?? 0) > sequence ?? -1 }
        return SlowStream(configuration).response(
            shown.map { event in "event: \(event["type"]?.stringValue ?? "")\ndata: \(event.text)\n\n" }
        )
    }
}
