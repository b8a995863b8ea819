import AssistantModel
import Checks
import Deployment
import OpenAIAPI
import OrderedJSON
import SourceDiagnostics
import Testing

@testable import Commands

@Suite("The money of a check")
struct CheckMoneyTests {
    private static let place = SourceLocation(file: "bot.yaml")
    /// What 100 tokens in and 10 out cost.
    private static let answer = Dollars(picodollars: 100 * 1_000_000 + 10 * 10_000_000)

    private static let catalogue: ModelCatalogue = {
        let prices = CatalogueModel.Prices(input: Price(decimal: "1"), output: Price(decimal: "10"))
        return ModelCatalogue(
            date: CalendarDay(unixSeconds: 0),
            models: [CatalogueModel(id: "velo-1", prices: prices)],
            toolPrices: ModelCatalogue.ToolPrices(fileSearchPerThousandCalls: Price(decimal: "2.5"))
        )
    }()

    private struct NoWait: RunClock {
        func now() -> Duration { .zero }
        func sleep(for duration: Duration) async {}
    }

    private static func check(_ rules: CheckExpectation.Rule..., functions: [String] = []) -> Check {
        Check(
            question: "How many days?",
            functions: functions.map { Check.FunctionOutput(name: $0, output: "shipped") },
            expectations: rules.map { CheckExpectation($0, location: place) },
            location: place
        )
    }

    private static let thirty = check(.text(.contains("30"), isNegated: false))
    private static let judged = check(.judged(criterion: "is polite"))

    private static func subject(
        _ account: AnsweringAccount,
        _ check: Check,
        isThread: Bool = false,
        isBounded: Bool = true
    ) throws -> CheckSubject {
        let assistant = Assistant(
            key: "bot",
            definition: AssistantDefinition(model: "velo-1"),
            checks: [check],
            checksModel: "velo-1",
            location: place
        )
        let request: JSONValue = ["model": "velo-1"]
        return CheckSubject(
            assistant: assistant,
            client: account,
            place: isThread ? .object(CheckSubject.Object(id: "asst_1", overrides: [:])) : .request(request),
            paths: [:],
            cost: try CheckCost(of: assistant, request: request, chunkTokens: nil, catalogue: catalogue),
            isBounded: isBounded
        )
    }

    private static func run(
        _ subject: CheckSubject,
        _ check: Check,
        runs: Int = 1,
        limit: Dollars?
    ) async -> (outcome: CheckOutcome?, spent: Dollars) {
        let run = CheckRun(
            cases: [CheckRun.Case(subject: subject, check: check, maximumRuns: runs)],
            limit: limit,
            interrupt: InterruptSignal(),
            clock: NoWait(),
            onAnswer: { _, _, _ in }
        )
        let (outcomes, spent) = await run.outcomes()
        return (outcomes.first, spent)
    }

    @Test(
        "a lost answer may have been paid for: it is sent once, and asked for again for money of its own",
        arguments: [false, true]
    )
    func lostAnswers(isThread: Bool) async throws {
        let account = AnsweringAccount { _, _ in .failure(.lostAnswer) }
        let subject = try Self.subject(account, Self.thirty, isThread: isThread)
        let worst = try #require(subject.cost?.worst(of: Self.thirty))
        let limit = worst * 3
        let (outcome, spent) = await Self.run(subject, Self.thirty, limit: limit)
        #expect(account.requests.count == 3)
        #expect(account.requests.allSatisfy { $0.repeatability == .onlyIfNotCarriedOut })
        #expect(spent == limit)
        #expect(outcome?.obstacle?.hasPrefix("not asked: an answer reserves up to") == true)
    }

    @Test("an answer that was lost once is asked for again, and both count", arguments: [false, true])
    func lostOnce(isThread: Bool) async throws {
        let account = AnsweringAccount { _, number in number == 1 ? .failure(.lostAnswer) : .text("30 days") }
        let subject = try Self.subject(account, Self.thirty, isThread: isThread)
        let worst = try #require(subject.cost?.worst(of: Self.thirty))
        let (outcome, spent) = await Self.run(subject, Self.thirty, limit: worst * 3)
        #expect(outcome?.verdict == .passed && outcome?.tally == AnswerTally(right: 1))
        #expect(spent == worst + Self.answer)
    }

    @Test("a server that loses every answer is not asked for ever")
    func brokenServer() async throws {
        let account = AnsweringAccount { _, _ in .failure(.lostAnswer) }
        let subject = try Self.subject(account, Self.thirty)
        let (outcome, _) = await Self.run(subject, Self.thirty, limit: Dollars(picodollars: .max))
        #expect(account.requests.count == 6)
        #expect(outcome?.obstacle?.contains("the server had an error") == true)
    }

    @Test("a pair is asked again as a pair, within the ceiling")
    func lostPairs() async throws {
        let account = AnsweringAccount { _, number in number == 1 ? .failure(.lostAnswer) : .text("30 days") }
        let subject = try Self.subject(account, Self.thirty)
        let worst = try #require(subject.cost?.worst(of: Self.thirty))
        func outcome(limit: Dollars) async -> (CheckOutcome?, Dollars) {
            let run = ComparisonRun(
                cases: [ComparisonRun.Case(live: subject, candidate: subject, check: Self.thirty, runs: 1)],
                limit: limit,
                interrupt: InterruptSignal(),
                clock: NoWait(),
                onAnswer: { _, _ in }
            )
            let (outcomes, _, spent) = await run.outcomes()
            return (outcomes.first, spent)
        }
        let (found, spent) = await outcome(limit: worst * 4)
        #expect(found?.tally == AnswerTally(right: 1) && account.requests.count == 4)
        #expect(spent == worst * 2 + Self.answer * 2)
        let broken = AnsweringAccount { _, _ in .failure(.lostAnswer) }
        let other = try Self.subject(broken, Self.thirty)
        let run = ComparisonRun(
            cases: [ComparisonRun.Case(live: other, candidate: other, check: Self.thirty, runs: 1)],
            limit: worst * 4,
            interrupt: InterruptSignal(),
            clock: NoWait(),
            onAnswer: { _, _ in }
        )
        let (outcomes, _, all) = await run.outcomes()
        #expect(broken.requests.count == 4 && all == worst * 4)
        #expect(outcomes.first?.obstacle?.hasPrefix("not asked: an answer reserves up to") == true)
    }

    @Test("what the account refused costs nothing", arguments: [false, true])
    func refusals(isThread: Bool) async throws {
        for status in [400, 401, 404, 429] {
            let account = AnsweringAccount { _, _ in .failure(.refusal(status)) }
            let (outcome, spent) = await Self.run(
                try Self.subject(account, Self.thirty, isThread: isThread),
                Self.thirty,
                limit: Dollars(picodollars: .max)
            )
            #expect(spent == .zero && outcome?.verdict == .undecided && account.requests.count == 1)
        }
    }

    @Test("a refused judge costs nothing, the answer before it does; a lost judge counts as all that was kept")
    func judges() async throws {
        for (failure, isLost) in [(APIError.refusal(401), false), (.lostAnswer, true)] {
            let account = AnsweringAccount { body, _ in body["text"] == nil ? .text("Please.") : .failure(failure) }
            let subject = try Self.subject(account, Self.judged)
            let worst = try #require(subject.cost?.worst(of: Self.judged))
            let (outcome, spent) = await Self.run(subject, Self.judged, limit: worst)
            #expect(spent == (isLost ? worst : Self.answer))
            #expect(outcome?.verdict == .undecided)
            #expect(account.requests.allSatisfy { $0.repeatability == .onlyIfNotCarriedOut })
        }
    }

    @Test("each request may write 8,000 tokens, also on a host that does not count them, and the judge 4,000")
    func bounds() async throws {
        let contains = CheckExpectation.Rule.text(.contains("30"), isNegated: false)
        let check = Self.check(contains, .judged(criterion: "is short"), functions: ["find"])
        let account = AnsweringAccount { body, number in
            if body["text"] != nil { return .text(#"{"reason":"r","verdict":"yes"}"#) }
            return number < 3 ? .calls(["find"], isCounted: false) : .text("30", isCounted: false)
        }
        let subject = try Self.subject(account, check)
        let (outcome, spent) = await Self.run(subject, check, limit: Dollars(picodollars: .max))
        #expect(outcome?.verdict == .passed)
        #expect(account.bodies.map { $0["max_output_tokens"] } == [8_000, 8_000, 8_000, 4_000])
        #expect(spent == subject.cost?.worst(of: check), "nobody knows what it cost")
    }

    @Test("without a ceiling requests say nothing of it, and the client repeats what is lost")
    func unbounded() async throws {
        let account = AnsweringAccount { _, _ in .text("30 days") }
        let subject = try Self.subject(account, Self.thirty, isBounded: false)
        _ = await Self.run(subject, Self.thirty, limit: nil)
        #expect(account.bodies.count == 1 && account.bodies.first?["max_output_tokens"] == nil)
        #expect(account.requests.map { $0.repeatability == .always } == [true])
    }

    @Test("a function is answered four times, however many calls come at once")
    func manyCalls() async throws {
        let check = Self.check(.text(.contains("30"), isNegated: false), functions: ["find"])
        let account = AnsweringAccount { _, _ in .calls(Array(repeating: "find", count: 5)) }
        let (outcome, _) = await Self.run(
            try Self.subject(account, check),
            check,
            limit: Dollars(picodollars: .max)
        )
        #expect(account.requests.count == 1)
        #expect(
            outcome?.wrongAnswers.map(\.failures) == [
                [.init(expectation: nil, reason: "the answer calls find more than 4 times")]
            ]
        )
    }

    @Test("keys that a server quotes are in no report")
    func secrets() async throws {
        let key = "sk-" + "proj-" + String(repeating: "aB3x", count: 12)
        let account = AnsweringAccount { _, _ in .failure(.refusal(401, "Incorrect API key provided: \(key)")) }
        let (outcome, _) = await Self.run(try Self.subject(account, Self.thirty), Self.thirty, limit: nil)
        #expect(outcome?.obstacle?.contains("Incorrect API key provided: <hidden>") == true)
    }
}
