import AssistantModel
import Conversation
import OpenAIAPI
import OrderedJSON
import Testing

@testable import Commands

@Suite("What an answer looks like")
struct AnswerTranscriptTests {
    /// Results and notes as one text, each note behind `# `.
    private func text(_ events: [AnswerEvent], _ answer: Answer? = nil) -> String {
        var transcript = AnswerTranscript()
        var pieces: [AnswerTranscript.Piece] = []
        for event in events { pieces += transcript.pieces(for: event) }
        if let answer { pieces += transcript.pieces(endingWith: answer) }
        return pieces.map { piece in
            switch piece {
            case .result(let text): text
            case .note(let text): "# " + text
            }
        }.joined()
    }

    private func wire<Value: WireDecodable>(_ json: JSONValue) throws -> Value { try Value(from: JSONCursor(json)) }

    private func answer(_ ending: Answer.Ending = .complete, _ usage: TokenUsage? = nil, id: String? = nil) -> Answer {
        Answer(ending: ending, usage: usage, json: .null, storedID: id)
    }

    @Test("sources are numbered where they stand, each once, and listed at the end")
    func sources() {
        let warranty = AnswerSource(fileID: "file-1", name: "warranty.md")
        let page = AnswerSource(name: "Tyres", url: "https://velo.example/tyres")
        #expect(
            text(
                [
                    .text("Ten years"), .citation(warranty), .citation(warranty), .citation(page), .text(" on frames "),
                    .citation(warranty), .text("."), .citation(AnswerSource(fileID: "file-2")),
                ],
                answer(.complete, TokenUsage(input: 1204, cachedInput: 1000, output: 210, reasoning: 64))
            ) == """
                Ten years [1] [2] on frames [1]. [3]

                [1] warranty.md
                [2] Tyres https://velo.example/tyres
                [3] file-2
                # Tokens: 1204 in (1000 cached), 210 out (64 reasoning).

                """
        )
    }

    @Test("a key in an answer, a citation and what a function gave is hidden, also where it comes in pieces")
    func secrets() throws {
        let key = "ghp_" + "1a2B3c4D5e6F7g8H9i0J1k2L3m4N5o6P7q8R"
        let source = AnswerSource(fileID: "file-1", name: "\(key).md")
        let call: FunctionCall = try wire(
            ["call_id": "call_1", "name": "token", "arguments": .string("{\"old\": \"\(key)\"}")]
        )
        var transcript = AnswerTranscript()
        var pieces: [AnswerTranscript.Piece] = []
        let events: [AnswerEvent] = [
            .text("It is \(key.prefix(9))"), .text(key.dropFirst(9) + ""), .citation(source), .text("."),
            .functionCall(call, output: key),
        ]
        for event in events { pieces += transcript.pieces(for: event) }
        pieces += transcript.pieces(endingWith: answer())
        #expect(
            pieces == [
                .result("It is "), .result("<hidden>"), .result(" [1]"), .result("."), .result("\n"),
                .note("token({\"old\": \"<hidden>\"}) → <hidden>\n"), .result("\n[1] <hidden>.md\n"),
            ]
        )
        #expect(transcript.hasHidden)
    }

    @Test(
        "tokens have a price where the catalogue knows it, and an unknown one where it does not",
        arguments: [
            ("velo-1", 1000, "Their price: $0.00308 (velo-1, prices of 2026-11-20)."),
            ("velo-1-2026-09-01", 0, "Their price: $0.00451 (velo-1-2026-09-01, prices of 2026-11-20)."),
            ("velo-2", 0, "Their price: $0.00451 (velo-2, prices of 2026-11-20)."),
            // Where nobody knows what cached tokens cost, they cost what others do.
            ("velo-2", 1000, "Their price: $0.00451 (velo-2, prices of 2026-11-20)."),
            ("velo-3", 0, "Their price: unknown."),
            (nil, 0, "Their price: unknown."),
        ] as [(String?, Int64, String)]
    )
    func price(model: String?, cached: Int64, line: String) throws {
        let date = try #require(CalendarDay("2026-11-20"))
        let prices = CatalogueModel.Prices(input: Price(decimal: "2"), output: Price(decimal: "10"))
        var known = CatalogueModel(id: "velo-1", prices: prices)
        known.prices.cachedInput = Price(decimal: "0.57")
        let catalogue = ModelCatalogue(date: date, models: [known, CatalogueModel(id: "velo-2", prices: prices)])
        var transcript = AnswerTranscript(catalogue: catalogue)
        let usage = TokenUsage(input: 1204, cachedInput: cached, output: 210)
        let json: JSONValue = model.map { ["model": .string($0)] } ?? [:]
        var answer = Answer(ending: .complete, usage: usage, json: json)
        answer.usages = [usage]
        let pieces = transcript.pieces(endingWith: answer)
        let tokens = "Tokens: 1204 in\(cached > 0 ? " (1000 cached)" : ""), 210 out."
        #expect(pieces == [.note("\(tokens) \(line)\n")])
    }

    @Test("file searches are part of the price, which is unknown without a price of theirs")
    func searches() throws {
        let date = try #require(CalendarDay("2026-11-20"))
        let prices = CatalogueModel.Prices(input: Price(decimal: "2"), output: Price(decimal: "10"))
        var answer = Answer(ending: .complete, usage: TokenUsage(input: 100, output: 10), json: ["model": "velo-1"])
        answer.usages = [TokenUsage(input: 100, output: 10)]
        answer.toolCalls = ["file_search": 2]
        for (fee, line) in [
            (Price(decimal: "2.5"), "Their price: $0.0053 (velo-1, prices of 2026-11-20)."),
            (nil, "Their price: unknown."),
        ] {
            let catalogue = ModelCatalogue(
                date: date,
                models: [CatalogueModel(id: "velo-1", prices: prices)],
                toolPrices: ModelCatalogue.ToolPrices(fileSearchPerThousandCalls: fee)
            )
            var transcript = AnswerTranscript(catalogue: catalogue)
            #expect(
                transcript.pieces(endingWith: answer) == [.note("Tokens: 100 in, 10 out; 2 file searches. \(line)\n")]
            )
        }
    }

    @Test("code that ran and functions that were called stand on lines of their own")
    func calls() throws {
        let code: CodeInterpreterCall = try wire([
            "id": "ci_1", "code": "a = 1\nprint(a)", "outputs": [["type": "logs", "logs": "1\n"]],
        ])
        let call: FunctionCall = try wire(["call_id": "c", "name": "lookup_order", "arguments": "{\n \"n\": 1}"])
        #expect(
            text(
                [.text("Let me see"), .codeInterpreterCall(code), .functionCall(call, output: "a\nb"), .text("Done.")],
                answer(.complete, id: "resp_1")
            ) == """
                Let me see
                # Code that ran:
                    a = 1
                    print(a)
                It printed:
                    1
                # lookup_order({  "n": 1}) → a b
                Done.
                # Kept on the account as resp_1.

                """
        )
    }

    @Test("a call that nobody runs is the result, and how to run it the note")
    func openCalls() throws {
        let call: FunctionCall = try wire(["call_id": "c", "name": "lookup_order", "arguments": "{}"])
        #expect(
            text([], answer(.openCalls([call, call]))) == """
                lookup_order({})
                lookup_order({})
                # The assistant waits for a function. To run it here: --call lookup_order=COMMAND

                """
        )
    }

    @Test("what a model writes cannot move the cursor")
    func controls() {
        #expect(text([.text("a\u{1B}[2Jb\r\nc\n")], answer()) == "a␛[2Jb\nc\n")
    }
}
