import OrderedJSON
import Synchronization
import Testing

@testable import Sandbox

@Suite("Answers that are judged, and answers that judge")
struct AnswerTests {
    private func withFault(_ text: String, run: @escaping @Sendable (Account) async throws -> Void) async throws {
        let fault = try Fault(text)
        try await withSandbox({ $0.faults = [fault] }, run)
    }

    private static func request(_ input: String, format: JSONValue? = nil) -> JSONValue {
        let body: JSONValue = ["model": "gpt-6-luna", "input": .string(input)]
        return format.map { body.setting("text", to: ["format": $0]) } ?? body
    }

    private static let verdict: JSONValue = [
        "type": "json_schema", "name": "verdict", "strict": true,
        "schema": [
            "type": "object", "required": ["reason", "verdict"], "additionalProperties": false,
            "properties": ["reason": ["type": "string"], "verdict": ["type": "string", "enum": ["yes", "no"]]],
        ],
    ]

    private static func part(_ answer: JSONValue) -> JSONValue? {
        answer["output"]?.arrayValue?.last?["content"]?.arrayValue?.first
    }

    @Test(
        "a verdict is yes if and only if all words of the criterion stand in the answer",
        arguments: [("Collection costs 49.", "yes"), ("collection is free", "no"), ("costs 4", "no")]
    )
    func verdicts(_ criterion: String, _ verdict: String) async throws {
        let question: JSONValue = [
            "question": "What is it?", "answer": "The collection costs €49.", "criterion": .string(criterion),
        ]
        try await withSandbox { account in
            let answer = try await account.post(
                "/responses",
                Self.request(question.text, format: Self.verdict)
            )
            let text = try #require(Self.part(answer.json)?["text"]?.stringValue)
            #expect(try JSONReader().value(from: text)["verdict"]?.stringValue == verdict)
        }
    }

    @Test("of unreliable answers the stated share is wrong, and the same share every time")
    func wrong() async throws {
        let counts = Mutex<[Int]>([])
        for _ in 0..<2 {
            try await withFault("answer as=wrong probability=0.2 seed=7") { account in
                var wrong = 0
                for _ in 0..<100 {
                    let answer = try await account.post("/responses", Self.request("When are you open?"))
                    if Self.part(answer.json)?["text"] == .string(Extract.wrongAnswer) { wrong += 1 }
                }
                counts.withLock { $0.append(wrong) }
            }
        }
        let found = counts.withLock(\.self)
        #expect((12...28).contains(found[0]) && found[0] == found[1], "\(found)")
    }

    @Test("a refusal comes as one, streamed too, and verdicts stay reliable")
    func refused() async throws {
        try await withFault("answer as=refused") { account in
            let body = Self.request("When are you open?")
            let answer = try await account.post("/responses", body)
            #expect(Self.part(answer.json) == ["type": "refusal", "refusal": .string(Extract.refusal)])
            let types = ResponseStream(answer.json).events.compactMap { $0["type"]?.stringValue }
            #expect(types.contains("response.refusal.delta") && !types.contains("response.output_text.delta"))
            let asked: JSONValue = ["answer": "yes", "criterion": "yes"]
            let verdict = try await account.post("/responses", Self.request(asked.text, format: Self.verdict))
            #expect(Self.part(verdict.json)?["type"] == "output_text")
        }
    }

    @Test("a late answer is the right one, after a while")
    func late() async throws {
        let fault = try Fault("answer as=late ms=5000 times=1")
        let waits = Mutex<[Duration]>([])
        try await withSandbox({ configuration in
            configuration.faults = [fault]
            configuration.sleep = { wait in waits.withLock { $0.append(wait) } }
        }) { account in
            for _ in 0..<2 {
                let answer = try await account.post("/responses", Self.request("When are you open?"))
                #expect(Self.part(answer.json)?["text"] == .string(Extract.nothingFound))
            }
            #expect(waits.withLock(\.self) == [.seconds(5)])
        }
    }
}
