import OpenAIAPI
import OrderedJSON

/// An answer as `/v1/chat/completions` has it. Citations stand in the text as numbers with footnotes, and beside it as
/// annotations.
struct CompletionEncoder: PieceEncoder {
    let id: String
    let created: Int64
    let model: String
    let includesUsage: Bool
    private var notes = Footnotes()

    init(id: String, created: Int64, model: String, includesUsage: Bool) {
        self.id = id
        self.created = created
        self.model = model
        self.includesUsage = includesUsage
    }

    // MARK: stream

    var opening: [String] { [line(chunk(["role": "assistant", "content": ""]))] }

    mutating func lines(of piece: AnswerPiece) -> [String] {
        if case .end(let end) = piece { return closing(end) }
        guard let text = notes.text(of: piece) else { return [] }
        return [line(chunk(["content": .string(text)]))]
    }

    private mutating func closing(_ end: AnswerEnd) -> [String] {
        if end.state == .failed {
            // What the SDKs raise as an error in the middle of a stream.
            return [line(ProgramErrors.body(end.refusal ?? .unavailable))]
        }
        var lines: [String] = []
        if let footer = notes.footer { lines.append(line(chunk(["content": .string(footer)]))) }
        if !notes.annotations.isEmpty { lines.append(line(chunk(["annotations": .array(notes.annotations)]))) }
        lines.append(line(chunk([:], finish: Self.reason(end))))
        if includesUsage {
            let usage = chunk(choices: [], usage: end.usage.map(Self.usage) ?? .null)
            lines.append(line(usage))
        }
        return lines + ["data: [DONE]\n\n"]
    }

    private func chunk(_ delta: JSONValue, finish: String? = nil) -> JSONValue {
        chunk(
            choices: [["index": 0, "delta": delta, "logprobs": .null, "finish_reason": JSONValue(finish)]],
            usage: nil
        )
    }

    private func chunk(choices: JSONValue, usage: JSONValue?) -> JSONValue {
        var chunk: JSONObject = [
            "id": .string(id), "object": "chat.completion.chunk", "created": .integer(created), "model": .string(model),
            "choices": choices,
        ]
        if includesUsage { chunk["usage"] = usage ?? .null }
        return .object(chunk)
    }

    private func line(_ value: JSONValue) -> String { "data: \(value.text)\n\n" }

    // MARK: whole

    /// - Throws: ``ChatRefusal`` for an answer that failed.
    func whole(_ pieces: [AnswerPiece]) throws(ChatRefusal) -> JSONValue {
        var notes = Footnotes()
        var text = ""
        var end = AnswerEnd(state: .failed)
        for piece in pieces {
            if case .end(let last) = piece { end = last }
            text += notes.text(of: piece) ?? ""
        }
        guard end.state == .complete else { throw end.refusal ?? .unavailable }
        text += notes.footer ?? ""
        let choice: JSONValue = [
            "index": 0, "logprobs": .null, "finish_reason": .string(Self.reason(end)),
            "message": [
                "role": "assistant", "content": .string(text), "refusal": .null,
                "annotations": .array(notes.annotations),
            ],
        ]
        return [
            "id": .string(id), "object": "chat.completion", "created": .integer(created), "model": .string(model),
            "choices": [choice], "usage": end.usage.map(Self.usage) ?? .null,
        ]
    }

    private static func reason(_ end: AnswerEnd) -> String { end.isCut ? "length" : "stop" }

    private static func usage(_ usage: TokenUsage) -> JSONValue {
        [
            "prompt_tokens": .integer(usage.input), "completion_tokens": .integer(usage.output),
            "total_tokens": .integer(usage.total),
            "prompt_tokens_details": ["cached_tokens": .integer(usage.cachedInput)],
            "completion_tokens_details": ["reasoning_tokens": .integer(usage.reasoning)],
        ]
    }
}

/// Citations as numbers in a text, with their documents below it.
struct Footnotes: Sendable {
    private(set) var sources: [AnswerPiece.Source] = []
    /// Characters of the text so far, numbers included, in Unicode scalars.
    private var length = 0
    private(set) var annotations: [JSONValue] = []

    /// What a piece adds to the text; nil for nothing.
    mutating func text(of piece: AnswerPiece) -> String? {
        switch piece {
        case .text(let text):
            length += text.unicodeScalars.count
            return text
        case .source(let source):
            if let known = sources.firstIndex(where: { $0.number == source.number }) {
                sources[known] = source
            } else {
                sources.append(source)
            }
            return nil
        case .citation(let number, _):
            let mark = " [\(number)]"
            if let source = sources.first(where: { $0.number == number }) {
                annotations.append(annotation(source, end: length + mark.unicodeScalars.count))
            }
            length += mark.unicodeScalars.count
            return mark
        case .toolStarted, .toolEnded, .end: return nil
        }
    }

    private func annotation(_ source: AnswerPiece.Source, end: Int) -> JSONValue {
        guard let url = source.url else {
            let place: JSONObject = ["filename": .string(source.name), "index": .integer(length)]
            return ["type": "file_citation", "file_citation": .object(place + source.findings)]
        }
        return [
            "type": "url_citation",
            "url_citation": [
                "start_index": .integer(length), "end_index": .integer(end), "title": .string(source.name),
                "url": .string(url),
            ],
        ]
    }

    /// The list of documents; nil without any.
    var footer: String? {
        guard !sources.isEmpty else { return nil }
        let lines = sources.map { source in
            let place = source.url.map { $0 == source.name ? "" : " \($0)" } ?? ""
            return "[\(source.number)] \(source.path ?? source.name)\(place)"
        }
        return "\n\n" + lines.joined(separator: "\n")
    }
}

extension AnswerPiece.Source {
    /// What annotations for programs say beyond the name: where the document lies in its project, and what was found in
    /// it. Empty where passages are not shown.
    var findings: JSONObject {
        var members: JSONObject = [:]
        if let path { members["path"] = .string(path) }
        if !passages.isEmpty { members["passages"] = .array(passages.map { .string($0) }) }
        return members
    }
}
