import OpenAIAPI
import OrderedJSON

/// An answer as `/v1/responses` has it: one message with its citations as annotations.
struct ResponseEncoder: PieceEncoder {
    private let id: String
    private let created: Int64
    private let model: String
    private var sequence = 0
    private var text = ""
    private var sources: [Int: AnswerPiece.Source] = [:]
    private var annotations: [JSONValue] = []

    /// - Parameter id: without the prefixes that tell kinds apart.
    init(id: String, created: Int64, model: String) {
        self.id = id
        self.created = created
        self.model = model
    }

    // MARK: stream

    mutating func opening() -> [String] {
        let response = object(status: "in_progress", output: [])
        return [
            event("response.created", ["response": response]), event("response.in_progress", ["response": response]),
            event("response.output_item.added", ["output_index": 0, "item": item(status: "in_progress", content: [])]),
            event("response.content_part.added", place + ["part": part(text: "", annotations: [])]),
        ]
    }

    mutating func lines(of piece: AnswerPiece) -> [String] {
        switch piece {
        case .text(let more):
            text += more
            return [event("response.output_text.delta", place + ["delta": .string(more), "logprobs": []])]
        case .source(let source):
            sources[source.number] = source
            return []
        case .citation(let number, _):
            guard let annotation = annotation(number) else { return [] }
            annotations.append(annotation)
            let index = JSONValue.integer(annotations.count - 1)
            return [
                event(
                    "response.output_text.annotation.added",
                    place + ["annotation_index": index, "annotation": annotation]
                )
            ]
        case .toolStarted, .toolEnded: return []
        case .end(let end): return closing(end)
        }
    }

    private mutating func closing(_ end: AnswerEnd) -> [String] {
        if end.state == .failed {
            let refusal = end.refusal ?? .unavailable
            return [
                event(
                    "error",
                    ["code": .string(refusal.code), "message": .string(refusal.message), "param": .null]
                )
            ]
        }
        let whole = part(text: text, annotations: annotations)
        let status = Self.status(end)
        let message = item(status: status, content: [whole])
        return [
            event("response.output_text.done", place + ["text": .string(text), "logprobs": []]),
            event("response.content_part.done", place + ["part": whole]),
            event("response.output_item.done", ["output_index": 0, "item": message]),
            event("response.\(status)", ["response": object(status: status, output: [message], end: end)]),
        ]
    }

    private mutating func event(_ type: String, _ members: JSONObject) -> String {
        let head: JSONObject = ["type": .string(type), "sequence_number": .integer(sequence)]
        sequence += 1
        return "event: \(type)\ndata: \(JSONValue.object(head + members).text)\n\n"
    }

    // MARK: whole

    /// - Throws: ``ChatRefusal`` for an answer that failed.
    mutating func whole(_ pieces: [AnswerPiece]) throws(ChatRefusal) -> JSONValue {
        var end = AnswerEnd(state: .failed)
        for piece in pieces {
            if case .end(let last) = piece { end = last } else { _ = lines(of: piece) }
        }
        guard end.state == .complete else { throw end.refusal ?? .unavailable }
        let status = Self.status(end)
        let message = item(status: status, content: [part(text: text, annotations: annotations)])
        return object(status: status, output: [message], end: end)
    }

    // MARK: objects

    private var place: JSONObject { ["item_id": .string("msg_\(id)"), "output_index": 0, "content_index": 0] }

    private static func status(_ end: AnswerEnd) -> String {
        end.isCut || end.state == .stopped ? "incomplete" : "completed"
    }

    private func part(text: String, annotations: [JSONValue]) -> JSONValue {
        ["type": "output_text", "text": .string(text), "annotations": .array(annotations), "logprobs": []]
    }

    private func item(status: String, content: JSONValue) -> JSONValue {
        [
            "id": .string("msg_\(id)"), "type": "message", "role": "assistant", "status": .string(status),
            "content": content,
        ]
    }

    private func annotation(_ number: Int) -> JSONValue? {
        guard let source = sources[number] else { return nil }
        let index = JSONValue.integer(text.unicodeScalars.count)
        guard let url = source.url else {
            let place: JSONObject = [
                "type": "file_citation", "file_id": .string(UIMessages.sourceID(number)), "index": index,
                "filename": .string(source.name),
            ]
            return .object(place + source.findings)
        }
        return [
            "type": "url_citation", "start_index": index, "end_index": index, "url": .string(url),
            "title": .string(source.name),
        ]
    }

    private func object(status: String, output: JSONValue, end: AnswerEnd? = nil) -> JSONValue {
        let details: JSONValue = status == "incomplete" ? ["reason": "max_output_tokens"] : .null
        return [
            "id": .string("resp_\(id)"), "object": "response", "created_at": .integer(created),
            "status": .string(status), "background": false, "error": .null, "incomplete_details": details,
            "instructions": .null, "max_output_tokens": .null, "metadata": [:], "model": .string(model),
            "output": output, "parallel_tool_calls": true, "previous_response_id": .null, "reasoning": .null,
            "store": false, "temperature": .null, "text": ["format": ["type": "text"]], "tool_choice": "auto",
            "tools": [], "top_p": .null, "truncation": "disabled", "usage": end?.usage.map(Self.usage) ?? .null,
        ]
    }

    private static func usage(_ usage: TokenUsage) -> JSONValue {
        [
            "input_tokens": .integer(usage.input),
            "input_tokens_details": ["cached_tokens": .integer(usage.cachedInput)],
            "output_tokens": .integer(usage.output),
            "output_tokens_details": ["reasoning_tokens": .integer(usage.reasoning)],
            "total_tokens": .integer(usage.total),
        ]
    }
}
