import OrderedJSON

/// An answer as the AI SDK's UI message stream has it, and messages as its front ends keep them.
enum UIMessages {
    /// A chunk as an event of the stream.
    static func line(_ chunk: JSONValue) -> String { "data: \(chunk.text)\n\n" }

    static func sourceID(_ number: Int) -> String { "source-\(number)" }

    /// Of a call: no other has it, in no other answer either.
    static func toolID(_ call: String, in answer: String) -> JSONValue { .string("tool-\(call)-\(answer)") }

    /// The part of a source.
    static func part(of source: AnswerPiece.Source) -> JSONValue {
        let id = JSONValue.string(sourceID(source.number))
        if let url = source.url {
            return ["type": "source-url", "sourceId": id, "url": .string(url), "title": .string(source.name)]
        }
        var part: JSONObject = [
            "type": "source-document", "sourceId": id, "mediaType": .string(mediaType(of: source.name)),
            "title": .string(source.name), "filename": .string(source.name),
        ]
        if let path = source.path { part["providerMetadata"] = ["assistantctl": ["path": .string(path)]] }
        return .object(part)
    }

    /// The part of the passages of a source; one that comes later takes the place of the one before. Nil without any.
    static func passages(of source: AnswerPiece.Source) -> JSONValue? {
        guard !source.passages.isEmpty else { return nil }
        return [
            "type": "data-passage", "id": .string(sourceID(source.number)),
            "data": [
                "text": .string(source.passages.joined(separator: "\n\n")),
                "passages": .array(source.passages.map { .string($0) }),
            ],
        ]
    }

    /// Of the kinds of files that search reads most, by the ends of their names.
    private static func mediaType(of name: String) -> String {
        switch name.split(separator: ".").last?.lowercased() {
        case "md": "text/markdown"
        case "pdf": "application/pdf"
        case "html": "text/html"
        case "json": "application/json"
        case "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
        case "pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation"
        default: "text/plain"
        }
    }

    static func citation(_ source: Int, offset: Int, index: Int) -> JSONValue {
        [
            "type": "data-citation", "id": .string("citation-\(index)"),
            "data": ["sourceId": .string(sourceID(source)), "start": .integer(offset), "end": .integer(offset)],
        ]
    }

    /// An answer as it is kept.
    static func stored(_ pieces: [AnswerPiece], id: String, state: AnswerEnd.State) -> StoredMessage {
        var text = ""
        var tools: [JSONValue] = []
        var sources: [Int: AnswerPiece.Source] = [:]
        var citations: [JSONValue] = []
        for piece in pieces {
            switch piece {
            case .text(let more): text += more
            case .source(let source): sources[source.number] = source
            case .citation(let source, let offset):
                citations.append(citation(source, offset: offset, index: citations.count + 1))
            case .toolEnded(let call, let name): tools.append(tool(toolID(call, in: id), name))
            case .toolStarted, .end: break
            }
        }
        let named = sources.sorted { $0.key < $1.key }.flatMap { _, source in
            [part(of: source), passages(of: source)].compactMap(\.self)
        }
        let body: [JSONValue] = text.isEmpty ? [] : [["type": "text", "text": .string(text)]]
        return StoredMessage(
            id: id,
            role: "assistant",
            text: text,
            parts: .array(tools + body + named + citations),
            createdAt: 0,
            state: state.rawValue
        )
    }

    private static func tool(_ id: JSONValue, _ name: String) -> JSONValue {
        [
            "type": .string("tool-\(name)"), "toolCallId": id, "state": "output-available", "input": [:],
            "output": [:],
        ]
    }

    /// The chunks of a call that begins.
    static func start(of call: JSONValue, _ name: String) -> [JSONValue] {
        [
            ["type": "tool-input-start", "toolCallId": call, "toolName": .string(name)],
            ["type": "tool-input-available", "toolCallId": call, "toolName": .string(name), "input": [:]],
        ]
    }

    /// The chunk of a call that ends. What it gave back is nobody's but the model's.
    static func end(of call: JSONValue) -> JSONValue {
        ["type": "tool-output-available", "toolCallId": call, "output": [:]]
    }

    /// A kept message for a front end.
    static func message(_ message: StoredMessage) -> JSONValue {
        [
            "id": .string(message.id), "role": .string(message.role), "parts": message.parts,
            "metadata": [
                "created_at": .integer(message.createdAt), "rating": JSONValue(message.rating),
                "state": .string(message.state == "running" ? "failed" : message.state),
            ],
        ]
    }

    /// A kept answer as a stream that ends at once.
    static func chunks(of message: StoredMessage) -> [JSONValue] {
        var chunks: [JSONValue] = [
            [
                "type": "start", "messageId": .string(message.id),
                "messageMetadata": ["created_at": .integer(message.createdAt)],
            ],
            ["type": "start-step"],
        ]
        let parts = message.parts.arrayValue ?? []
        for part in parts {
            guard let id = part["toolCallId"], let name = part["type"]?.stringValue?.dropFirst("tool-".count) else {
                continue
            }
            chunks += start(of: id, String(name)) + [end(of: id)]
        }
        if !message.text.isEmpty {
            chunks += [
                ["type": "text-start", "id": "text-1"],
                ["type": "text-delta", "id": "text-1", "delta": .string(message.text)],
                ["type": "text-end", "id": "text-1"],
            ]
        }
        chunks += parts.filter { part in
            let type = part["type"]?.stringValue ?? ""
            return type.hasPrefix("source-") || type.hasPrefix("data-")
        }
        chunks.append(["type": "finish-step"])
        let state = message.state == "running" ? "failed" : message.state
        if state == "failed" {
            chunks.append(["type": "error", "errorText": .string(ChatRefusal.unavailable.message)])
        }
        chunks.append(["type": "finish", "messageMetadata": ["state": .string(state)]])
        return chunks
    }
}

/// Makes chunks of the stream from pieces, one after the other.
struct UIMessageEncoder {
    private let id: String
    private let createdAt: Int64
    private var isTextOpen = false
    private var citations = 0
    private var sources: Set<Int> = []

    init(id: String, createdAt: Int64) {
        self.id = id
        self.createdAt = createdAt
    }

    /// What comes before any piece.
    var opening: [JSONValue] {
        [
            ["type": "start", "messageId": .string(id), "messageMetadata": ["created_at": .integer(createdAt)]],
            ["type": "start-step"],
        ]
    }

    /// The events of a piece. Words come by the thousand: those of a text that is open are written without a value in
    /// between.
    mutating func lines(of piece: AnswerPiece) -> [String] {
        if isTextOpen, case .text(let text) = piece {
            return ["data: {\"type\":\"text-delta\",\"id\":\"text-1\",\"delta\":\(JSONValue.string(text).text)}\n\n"]
        }
        return chunks(of: piece).map(UIMessages.line)
    }

    mutating func chunks(of piece: AnswerPiece) -> [JSONValue] {
        switch piece {
        case .text(let text):
            let delta: JSONValue = ["type": "text-delta", "id": "text-1", "delta": .string(text)]
            guard !isTextOpen else { return [delta] }
            isTextOpen = true
            return [["type": "text-start", "id": "text-1"], delta]
        case .source(let source):
            let part = sources.insert(source.number).inserted ? UIMessages.part(of: source) : nil
            return [part, UIMessages.passages(of: source)].compactMap(\.self)
        case .citation(let source, let offset):
            citations += 1
            return [UIMessages.citation(source, offset: offset, index: citations)]
        case .toolStarted(let call, let name):
            return UIMessages.start(of: UIMessages.toolID(call, in: id), name)
        case .toolEnded(let call, _): return [UIMessages.end(of: UIMessages.toolID(call, in: id))]
        case .end(let end): return closing(end)
        }
    }

    private func closing(_ end: AnswerEnd) -> [JSONValue] {
        var chunks: [JSONValue] = isTextOpen ? [["type": "text-end", "id": "text-1"]] : []
        if end.isCut { chunks.append(Self.notice("cut", "The answer ends here because it became too long.")) }
        switch end.state {
        case .complete: break
        case .stopped: return chunks + [["type": "abort"]]
        case .failed:
            let refusal = end.refusal ?? .unavailable
            chunks.append(Self.notice(refusal.code, refusal.message))
            chunks.append(["type": "error", "errorText": .string(refusal.message)])
        }
        return chunks + [
            ["type": "finish-step"], ["type": "finish", "messageMetadata": ["state": .string(end.state.rawValue)]],
        ]
    }

    private static func notice(_ code: String, _ message: String) -> JSONValue {
        ["type": "data-notice", "data": ["code": .string(code), "message": .string(message)], "transient": true]
    }
}
