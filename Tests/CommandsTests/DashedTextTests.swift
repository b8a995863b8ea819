import ArgumentParser
import Testing

@testable import Commands

@Suite("Texts that begin with a dash")
struct DashedTextTests {
    @Test(
        "are named, with what to put in front",
        arguments: [
            ["ask", "bot", "- what is covered?"], ["search", "bot", "-20 % on returns?"], ["search", "bot", "-20%"],
            ["ask", "bot", "--format json, please?"], ["ask", "bot", "-¿cuánto?"],
        ]
    )
    func refused(arguments: [String]) throws {
        let error = #expect(throws: ValidationError.self) { try DashedText.refuse(in: arguments) }
        #expect(error?.message.hasSuffix("put `--` in front: -- \"\(arguments[2])\"") == true)
    }

    @Test(
        "options and what follows `--` are none",
        arguments: [
            ["plan", "--only", "file.bot/a b.md", "--no-color"], ["ask", "bot", "--call=lookup=echo a b"], ["--help"],
            ["-h"], ["ask", "bot", "--", "- what is covered?"], ["search", "bot", "--limit", "-1"], ["show", "-"],
            ["ask", "bot", "what - is covered?"], [],
        ]
    )
    func accepted(arguments: [String]) throws {
        try DashedText.refuse(in: arguments)
    }
}
