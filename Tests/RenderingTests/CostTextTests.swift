import AssistantModel
import OrderedJSON
import Planning
import Testing

@testable import Rendering

@Suite("Tokens and dollars in plans")
struct CostTextTests {
    private static func dollars(_ text: String) -> Dollars { Price(decimal: text)?.dollars ?? .zero }

    private static func plan(storage: PlanEstimates.Storage? = nil) throws -> Plan {
        var plan = Plan.of(
            ResourceChange(
                address: .assistant("support-bot"),
                action: .update,
                reasons: [ChangeReason(.fieldsChanged(["model"]), cause: place("support-bot.yaml", 4))],
                fields: [FieldChange(path: "model", before: "gpt-6-luna", after: "gpt-6-sol")],
                liveID: "asst_1"
            )
        )
        plan.estimates = PlanEstimates(
            priceDate: try #require(CalendarDay("2026-11-20")),
            assistants: [
                .init(
                    address: .assistant("support-bot"),
                    before: .init(
                        model: "gpt-6-luna",
                        inputTokens: 1240,
                        perThousandCalls: dollars("0.124"),
                        outputPrice: Price(decimal: "0.5")
                    ),
                    after: .init(
                        model: "gpt-6-sol",
                        inputTokens: 1310,
                        perThousandCalls: dollars("2.62"),
                        outputPrice: Price(decimal: "10")
                    )
                )
            ],
            storage: storage
        )
        return plan
    }

    private func text(_ plan: Plan) -> String { PlanTextRenderer(style: .plain).text(plan) }

    @Test("a line below the change, and the sum below the count")
    func text() throws {
        #expect(
            text(try Self.plan()) == """
                  ~ assistant.support-bot    model changed (support-bot.yaml)
                      model: gpt-6-luna → gpt-6-sol
                      about 1,240 → 1,310 input tokens a call, $0.124 → $2.62 per 1,000 calls; output $0.50 → $10.00 per 1M tokens
                Plan: 1 to update.
                Cost: about +$2.50 per 1,000 calls, questions, answers and calls of tools not counted (prices of 2026-11-20).

                """
        )
    }

    @Test("an unknown price is said, with the model that has none")
    func unknown() throws {
        var plan = try Self.plan()
        plan.estimates?.assistants[0].after = .init(model: "velo-1", inputTokens: 1310)
        #expect(
            text(plan).contains(
                """
                      about 1,240 → 1,310 input tokens a call, $0.124 → unknown per 1,000 calls; output $0.50 → unknown per 1M tokens
                Plan: 1 to update.
                Cost: unknown, for the catalogue of 2026-11-20 has no price of velo-1.

                """
            )
        )
        plan.estimates?.assistants[0].before = nil
        #expect(text(plan).contains("about 1,310 input tokens a call, price unknown\n"))
    }

    @Test(
        "storage",
        arguments: [
            (
                .init(
                    bytesBefore: 0,
                    bytesAfter: 1_200_000,
                    leastPerMonth: .zero,
                    mostPerMonth: dollars("0.0036"),
                    freeGigabytes: 1,
                    priceSeen: "2026-03"
                ),
                "Storage: 0 bytes → 1.2 MB of knowledge files, less than $0.01 a month; the account's first GB is free (price last seen 2026-03)."
            ),
            (
                .init(
                    bytesBefore: nil,
                    bytesAfter: 2_500_000_000,
                    leastPerMonth: dollars("4.5"),
                    mostPerMonth: dollars("7.5")
                ),
                "Storage: 2.5 GB of knowledge files, $4.50 to $7.50 a month."
            ),
            (.init(bytesBefore: 0, bytesAfter: 5), "Storage: 0 bytes → 5 bytes of knowledge files, price unknown."),
        ] as [(PlanEstimates.Storage, String)]
    )
    func storage(storage: PlanEstimates.Storage, line: String) throws {
        #expect(text(try Self.plan(storage: storage)).hasSuffix("\n\(line)\n"))
    }

    @Test("for programs: numbers with every decimal, null for unknown, as the schema says")
    func json() throws {
        var plan = try Self.plan(
            storage: .init(bytesBefore: nil, bytesAfter: 2_000_000_000, leastPerMonth: Self.dollars("3"))
        )
        let expected: JSONValue = [
            "price_date": "2026-11-20",
            "assistants": [
                [
                    "address": "assistant.support-bot",
                    "before": [
                        "model": "gpt-6-luna", "input_tokens": 1240, "per_thousand_calls_usd": 0.124,
                        "output_per_million_tokens_usd": 0.5,
                    ],
                    "after": [
                        "model": "gpt-6-sol", "input_tokens": 1310, "per_thousand_calls_usd": 2.62,
                        "output_per_million_tokens_usd": 10,
                    ],
                ]
            ],
            "change_per_thousand_calls_usd": 2.496,
            "storage": [
                "bytes_before": nil, "bytes_after": 2_000_000_000, "least_per_month_usd": 3,
                "most_per_month_usd": nil, "free_gigabytes": nil, "price_seen": nil,
            ],
        ]
        let printed = try JSONReader().value(from: PlanJSON.text(plan))
        #expect(printed["assistantctl"]?["estimates"] == expected)
        #expect(SchemaCheck(root: PlanJSON.schema).problems(of: printed) == [])
        plan.estimates?.assistants[0].before = nil
        #expect(SchemaCheck(root: PlanJSON.schema).problems(of: PlanJSON.value(of: plan)) == [])
    }

    @Test(
        "amounts",
        arguments: [
            (12_400_000_000_000, "$12.40"), (999_999_999_999_999, "$1000.00"), (124_000_000_000, "$0.124"),
            (123_456_000_000, "$0.123"), (2_510_000_000, "$0.00251"), (500_000_000_000, "$0.50"), (0, "$0.00"),
            (-7_000_000_000, "-$0.007"), (1, "$0.000000000001"), (999_960_000_000, "$1.00"),
        ] as [(Int64, String)]
    )
    func amounts(picodollars: Int64, expected: String) {
        #expect(DollarText.text(Dollars(picodollars: picodollars)) == expected)
    }
}
