import TestSupport
import Testing

@Suite("Limits of strict schemas")
struct StrictSchemaTests {
    private func report(_ properties: String, required: String = "a", strict: Bool = true) -> String {
        MarkedProject([
            "assistants/bot.yaml": .text(
                """
                assistant: bot
                model: gpt-6-luna
                tools:
                  - type: function
                    name: find
                    description: Finds an order
                    strict: \(strict)
                    parameters:
                      type: object
                      properties: { \(properties) }
                      required: [\(required)]
                      additionalProperties: false
                """
            )
        ]).report
    }

    @Test("keywords that the server does not permit", arguments: ["uniqueItems: true", "propertyNames: {}"])
    func keywords(keyword: String) {
        let name = keyword.prefix { $0 != ":" }
        #expect(
            report("a: { type: array, items: { type: string }, \(keyword) }").contains(
                "error: `\(name)` is not allowed in a strict schema [refused-schema-keyword]"
            )
        )
        #expect(report("a: { type: array, items: { type: string }, \(keyword) }", strict: false) == "")
    }

    @Test("an array says what it holds, in strict schemas and others", arguments: [true, false])
    func items(strict: Bool) {
        #expect(
            report("a: { type: 1️⃣array }", strict: strict) == """
                1️⃣ error: an array in the parameters of `find` needs `items` [array-without-items]
                  hint: say what it holds, such as `items: { type: string }`
                """
        )
        #expect(report("a: { type: [array, \"null\"] }", strict: strict).contains("[array-without-items]"))
    }

    @Test("1,000 values of enums, and 15,000 characters of one with more than 250")
    func enums() {
        func values(_ count: Int, length: Int) -> String {
            let names = (1...count).map { number in
                let digits = String(number)
                return "v" + String(repeating: "0", count: length - digits.count - 1) + digits
            }
            return "{ type: string, enum: [\(names.joined(separator: ", "))] }"
        }
        #expect(report("a: \(values(1_000, length: 15))") == "")
        #expect(
            report("a: \(values(500, length: 10)), b: \(values(501, length: 10))", required: "a, b").contains(
                "the parameters of `find` has 1,001 values in its enums; a strict schema has at most 1,000 [strict-schema]"
            )
        )
        #expect(report("a: \(values(250, length: 100))") == "")
        #expect(
            report("a: \(values(251, length: 60))").contains(
                "an enum of more than 250 values may have 15,000 characters in a strict schema; this one has 15,060"
            )
        )
    }

    @Test("120,000 characters of names and values")
    func characters() {
        #expect(report("a: { type: string, const: \(String(repeating: "x", count: 119_999)) }") == "")
        #expect(
            report("a: { type: string, const: \(String(repeating: "x", count: 120_000)) }").contains(
                "the parameters of `find` has 120,001 characters in its names and values; a strict schema has at most "
                    + "120,000 [strict-schema]"
            )
        )
    }
}
