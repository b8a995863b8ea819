import Conversation
import OpenAIAPI
import OrderedJSON
import Testing

@testable import ChatServer

@Suite("Pieces of an answer")
struct ChatPieceTests {
    @Test("a source is told once, a place once, and offsets count UTF-16 units of the whole text")
    func recorder() {
        let recorder = AnswerRecorder(showsPassages: false)
        let source = AnswerSource(fileID: "file-1", name: "a.md")
        let events: [AnswerEvent] = [
            .text("Fünf 🚲"), .citation(source), .citation(source), .text(" Tage."), .citation(source),
        ]
        #expect(
            events.flatMap(recorder.pieces) == [
                .text("Fünf 🚲"), .source(AnswerPiece.Source(number: 1, name: "a.md", passages: [])),
                .citation(source: 1, offset: 7), .text(" Tage."), .citation(source: 1, offset: 13),
            ]
        )
    }

    private func search(_ id: String, _ texts: String...) throws -> AnswerEvent {
        let results = texts.map { text -> JSONValue in ["file_id": "file-1", "text": .string(text)] }
        return .fileSearchCall(try FileSearchCall(from: JSONCursor(["id": .string(id), "results": .array(results)])))
    }

    @Test("passages and places in the project are shown only where they may be")
    func passages() throws {
        for (shows, path, expected) in [(false, nil, [String]()), (true, "knowledge/a.md", ["Thirty days."])] {
            let recorder = AnswerRecorder(showsPassages: shows)
            _ = recorder.pieces(of: try search("fs_1", "Thirty days."))
            let source = AnswerSource(fileID: "file-1", name: "a.md", path: "knowledge/a.md")
            let pieces = recorder.pieces(of: .citation(source))
            let told = AnswerPiece.Source(number: 1, name: "a.md", path: path, passages: expected)
            #expect(pieces.first == .source(told))
            #expect(UIMessages.part(of: told).text.contains("knowledge/") == shows)
        }
    }

    @Test("of a document eight passages are shown at most, each once and within its length")
    func bounds() throws {
        let recorder = AnswerRecorder(showsPassages: true)
        let long = String(repeating: "x", count: 5000)
        _ = recorder.pieces(of: try search("fs_1", long, "a", "a", "b", "c", "d", "e", "f", "g", "h", "i"))
        guard case .source(let source)? = recorder.pieces(of: .citation(AnswerSource(fileID: "file-1"))).first else {
            Issue.record("no source")
            return
        }
        #expect(source.passages == [String(repeating: "x", count: 3999) + "…", "a", "b", "c", "d", "e", "f", "g"])
    }

    @Test("what a later search finds in a document takes the place of what was told of it")
    func laterPassages() throws {
        let recorder = AnswerRecorder(showsPassages: true)
        let source = AnswerSource(fileID: "file-1", name: "a.md")
        var pieces = recorder.pieces(of: try search("fs_1", "Thirty days."))
        pieces += [.text("A"), .citation(source)].flatMap(recorder.pieces)
        pieces += recorder.pieces(of: try search("fs_2", "Unridden."))
        pieces += [.text("B"), .citation(source), .text("C"), .citation(source)].flatMap(recorder.pieces)
        var encoder = UIMessageEncoder(id: "m", createdAt: 0)
        let chunks = pieces.flatMap { encoder.chunks(of: $0) }
        #expect(chunks.filter { $0["type"] == "source-document" }.count == 1)
        let told = chunks.filter { $0["type"] == "data-passage" }
        #expect(told.map { $0["data"]?["passages"] } == [["Thirty days."], ["Thirty days.", "Unridden."]])
        #expect(told.allSatisfy { $0["id"] == "source-1" })
        let kept = UIMessages.stored(pieces, id: "m", state: .complete).parts.arrayValue ?? []
        #expect(kept.filter { $0["type"] == "data-passage" } == [told[1]])
        #expect(kept.filter { $0["type"] == "source-document" }.count == 1)
    }

    @Test("a tool that nobody saw begin begins before it ends")
    func unseenTools() throws {
        let recorder = AnswerRecorder(showsPassages: false)
        let call = try FunctionCall(from: JSONCursor(["call_id": "call_1", "name": "lookup", "arguments": "{}"]))
        #expect(
            recorder.pieces(of: .functionCall(call, output: "")) == [
                .toolStarted(id: "1", name: "lookup"), .toolEnded(id: "1", name: "lookup"),
            ]
        )
        _ = recorder.pieces(of: .toolStarted(ToolStart(id: "fs_1", type: "file_search")))
        #expect(recorder.pieces(of: try search("fs_1")) == [.toolEnded(id: "2", name: "file_search")])
    }

    @Test("arguments and outputs of functions are in nothing that is shown")
    func functions() throws {
        let recorder = AnswerRecorder(showsPassages: true)
        let json: JSONValue = ["call_id": "call_1", "name": "lookup", "arguments": "{\"secret\":1}"]
        let call = try FunctionCall(from: JSONCursor(json))
        var encoder = UIMessageEncoder(id: "m", createdAt: 0)
        let pieces =
            recorder.pieces(of: .toolStarted(ToolStart(id: "call_1", type: "function", name: "lookup")))
            + recorder.pieces(of: .functionCall(call, output: "private"))
        let text = pieces.flatMap { encoder.chunks(of: $0) }.map { $0.text }.joined()
        #expect(!text.contains("secret") && !text.contains("private"))
        #expect(text.contains("tool-output-available"))
    }

    @Test("calls that the account names alike, or not at all, are told apart, and one that nobody saw begin begins")
    func calls() throws {
        let recorder = AnswerRecorder(showsPassages: false)
        let call = try FunctionCall(from: JSONCursor(["call_id": "call_0", "name": "lookup", "arguments": "{}"]))
        let search = try FileSearchCall(from: JSONCursor([:]))
        let start = AnswerEvent.toolStarted(ToolStart(id: "call_0", type: "function", name: "lookup"))
        let end = AnswerEvent.functionCall(call, output: "")
        let events = [start, end, .toolStarted(ToolStart(id: "", type: "file_search")), start, .fileSearchCall(search)]
        let pieces = (events + [end, end]).flatMap(recorder.pieces)
        #expect(
            pieces == [
                .toolStarted(id: "1", name: "lookup"), .toolEnded(id: "1", name: "lookup"),
                .toolStarted(id: "2", name: "file_search"), .toolStarted(id: "3", name: "lookup"),
                .toolEnded(id: "2", name: "file_search"), .toolEnded(id: "3", name: "lookup"),
                .toolStarted(id: "4", name: "lookup"), .toolEnded(id: "4", name: "lookup"),
            ]
        )
        var encoder = UIMessageEncoder(id: "m", createdAt: 0)
        let streamed = pieces.flatMap { encoder.chunks(of: $0) }.filter { $0["type"] == "tool-output-available" }
        let kept = UIMessages.stored(pieces, id: "m", state: .complete).parts.arrayValue ?? []
        #expect(streamed.map { $0["toolCallId"] } == kept.map { $0["toolCallId"] })
        #expect(kept.map { $0["toolCallId"] } == ["tool-1-m", "tool-2-m", "tool-3-m", "tool-4-m"])
    }

    @Test("whoever comes later gets everything from the beginning, and a stopped answer says no more")
    func running() async throws {
        let answer = RunningAnswer(id: "m", runOn: 30)
        answer.add(.text("a"))
        let listener = try answer.listen()
        answer.add(.text("b"))
        answer.stop()
        answer.add(.text("c"))
        for await _ in listener.knocks {}
        #expect(Array(answer.pieces(from: 0)) == [.text("a"), .text("b"), .end(AnswerEnd(state: .stopped))])
        #expect(answer.isEnded)
    }

    @Test("time without listeners counts from the last one's leaving")
    func lonely() throws {
        let answer = RunningAnswer(id: "m", runOn: 30)
        let number = try answer.listen().number
        #expect(answer.lonelyTime(at: .now) == nil)
        answer.leave(number)
        #expect(answer.lonelyTime(at: .now + .seconds(31)) ?? .zero > .seconds(30))
    }

    @Test("an answer has eight listeners at most, and one who leaves makes room")
    func crowd() throws {
        let answer = RunningAnswer(id: "m", runOn: 30)
        let numbers = try (0..<8).map { _ in try answer.listen().number }
        #expect(throws: ChatRefusal.tooMany(until: 5)) { try answer.listen() }
        answer.leave(numbers[3])
        _ = try answer.listen()
    }

    @Test("a function at work is no silence of the account")
    func working() async {
        let answer = RunningAnswer(id: "m", runOn: 30)
        let silence = await answer.whileWorking { answer.silence(at: .now + .seconds(500)) }
        #expect(silence == .zero)
        #expect(answer.silence(at: .now + .seconds(500)) > .seconds(400))
    }

    @Test("a connection that is kept holds no answer that is over")
    func departure() throws {
        weak var gone: RunningAnswer?
        let departure: Departure
        do {
            let answer = RunningAnswer(id: "m", runOn: 30)
            departure = Departure(from: answer, try answer.listen().number)
            gone = answer
            #expect(answer.lonelyTime(at: .now) == nil)
            departure.happen()
            #expect(answer.lonelyTime(at: .now) != nil)
        }
        #expect(gone == nil)
        departure.happen()
    }

    @Test("citations of chat completions are numbers with footnotes, and annotations")
    func footnotes() throws {
        let encoder = CompletionEncoder(id: "c", created: 1, model: "bot", includesUsage: false)
        let whole = try encoder.whole([
            .text("Thirty days."), .source(AnswerPiece.Source(number: 1, name: "a.md", passages: [])),
            .citation(source: 1, offset: 12), .end(AnswerEnd(state: .complete, usage: TokenUsage(input: 3, output: 2))),
        ])
        let message = whole["choices"]?.arrayValue?.first?["message"]
        #expect(message?["content"] == "Thirty days. [1]\n\n[1] a.md")
        #expect(message?["annotations"]?.arrayValue?.first?["file_citation"]?["filename"] == "a.md")
        #expect(whole["usage"]?["total_tokens"] == 5)
    }

    @Test("with passages, programs are told where documents lie and what was found in them")
    func findings() throws {
        let source = AnswerPiece.Source(number: 1, name: "a.md", path: "knowledge/a.md", passages: ["Thirty days."])
        let pieces: [AnswerPiece] = [
            .text("Thirty days."), .source(source), .citation(source: 1, offset: 12),
            .end(AnswerEnd(state: .complete)),
        ]
        let completion = try CompletionEncoder(id: "c", created: 1, model: "bot", includesUsage: false).whole(pieces)
        let message = completion["choices"]?.arrayValue?.first?["message"]
        #expect(message?["content"] == "Thirty days. [1]\n\n[1] knowledge/a.md")
        let note = message?["annotations"]?.arrayValue?.first?["file_citation"]
        var encoder = ResponseEncoder(id: "r", created: 1, model: "bot")
        let response = try encoder.whole(pieces)
        let annotation = response["output"]?.arrayValue?.first?["content"]?.arrayValue?.first?["annotations"]?
            .arrayValue?
            .first
        for found in [note, annotation] {
            #expect(found?["filename"] == "a.md")
            #expect(found?["path"] == "knowledge/a.md")
            #expect(found?["passages"] == ["Thirty days."])
        }
    }
}
