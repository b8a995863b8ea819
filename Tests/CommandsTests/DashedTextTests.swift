import Testing

@testable import Commands

@Suite("Texts that begin with a dash")
struct DashedTextTests {
    @Test(
        "are found where an option could stand",
        arguments: [
            ["ask", "bot", "- what is covered?"], ["search", "bot", "-20 % on returns?"], ["search", "bot", "-20%"],
            ["ask", "bot", "--format json, please?"], ["ask", "bot", "-¿cuánto?"],
        ]
    )
    func found(arguments: [String]) {
        #expect(DashedText.first(in: arguments) == arguments[2])
    }

    @Test(
        "options and what follows `--` are none",
        arguments: [
            ["plan", "--only", "file.bot/a b.md", "--no-color"], ["ask", "bot", "--call=lookup=echo a b"], ["--help"],
            ["-h"], ["ask", "bot", "--", "- what is covered?"], ["search", "bot", "--limit", "-1"], ["show", "-"],
            ["ask", "bot", "what - is covered?"], [],
        ]
    )
    func passedOver(arguments: [String]) {
        #expect(DashedText.first(in: arguments) == nil)
    }
}
