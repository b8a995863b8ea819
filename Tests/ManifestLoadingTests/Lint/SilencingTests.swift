import TestSupport
import Testing

@Suite("Comments that silence warnings")
struct SilencingTests {
    private func report(
        _ text: String,
        files: [String: MemoryProject.File] = [:],
        environment: String? = nil
    ) -> String {
        var files = files
        files["assistants/bot.yaml"] = .text(text)
        return MarkedProject(files, environment: environment, checksAll: environment == nil).report
    }

    @Test("at the end of an entry's line, or above it")
    func places() {
        let knowledge = """
            assistant: bot
            model: gpt-6-luna
            tools: [file_search]
            knowledge:
              files:
                - docs/a.md
            """
        let files: [String: MemoryProject.File] = ["assistants/docs/a.md": "a"]
        #expect(
            report(knowledge + "\n    - 1️⃣docs/a.md", files: files)
                == """
                1️⃣ warning: docs/a.md is listed twice [duplicate-file]
                  note assistants/bot.yaml:6:7: first listed here
                  hint: list it once
                """
        )
        #expect(report(knowledge + "\n    - docs/a.md # assistantctl:ignore duplicate-file", files: files) == "")
        #expect(
            report(
                knowledge
                    + "\n    # assistantctl:ignore duplicate-file -- the list is written by a script\n\n    # more\n    - docs/a.md",
                files: files
            ) == ""
        )
        let whole = knowledge.replacing(
            "  files:",
            with: "  # assistantctl:ignore unused-exclusion, duplicate-file\n  files:"
        )
        #expect(report(whole + "\n    - docs/a.md\n    - \"!x\"", files: files) == "")
        let document = "# assistantctl:ignore duplicate-file\n" + knowledge + "\n    - docs/a.md"
        #expect(report(document, files: files) == "")
        #expect(
            report(document.replacing("bot", with: "other") + "\n---\n" + knowledge + "\n    - docs/a.md", files: files)
                .contains("bot.yaml:16:7 warning: docs/a.md is listed twice [duplicate-file]")
        )
    }

    @Test("a comment that silences nothing, an unknown code, and no code")
    func useless() {
        #expect(
            report(
                """
                assistant: bot
                model: gpt-6-luna # assistantctl:ignore 1️⃣duplicate-file
                # assistantctl:ignore 2️⃣duplicate-fil, 3️⃣missing-key
                name: Bot 4️⃣# assistantctl:ignore -- why not
                instructions: Be kind,
                  and short. 5️⃣# assistantctl:ignore likely-secret
                """
            )
                == """
                1️⃣ warning: this comment silences nothing: its entry has no warning `duplicate-file` [unused-ignore]
                  hint: take it out
                2️⃣ warning: "duplicate-fil" is not the code of a warning that can be silenced [unknown-code]
                  hint: did you mean "duplicate-file"?
                3️⃣ warning: "missing-key" is not the code of a warning that can be silenced [unknown-code]
                  hint: errors cannot be silenced
                4️⃣ warning: this comment names no code [unknown-code]
                  hint: write the codes to silence, such as `# assistantctl:ignore duplicated-paragraph`
                5️⃣ warning: this comment silences nothing: no entry begins on its line [unused-ignore]
                  hint: write it above the entry, or at the end of the entry's first line
                """
        )
    }

    @Test("what looks like a comment inside of a string is text")
    func strings() {
        #expect(
            report(
                """
                assistant: bot
                model: gpt-6-luna
                name: "Bot # assistantctl:ignore nonsense"
                description: 'a
                  # assistantctl:ignore nonsense'
                instructions: | # assistantctl:ignore 1️⃣duplicate-file
                  3️⃣# assistantctl:ignore nonsense
                  Be kind.
                # assistantctl:ignored nonsense
                #assistantctl:ignore 2️⃣duplicate-file
                metadata: { a: b#assistantctl:ignore nonsense }
                """
            )
                == """
                1️⃣ warning: this comment silences nothing: its entry has no warning `duplicate-file` [unused-ignore]
                  hint: take it out
                3️⃣ warning: this comment silences nothing: it is part of the instructions, and goes to the model \
                [unused-ignore]
                  hint: write it in the manifest, at the entry that brings this text
                2️⃣ warning: this comment silences nothing: its entry has no warning `duplicate-file` [unused-ignore]
                  hint: take it out
                """
        )
    }

    @Test("a comment that one environment needs is used")
    func environments() {
        let text = """
            assistant: bot
            model: gpt-6-luna
            environments:
              gateway:
                lifecycle:
                  ignore: [temperature, temperature] # assistantctl:ignore duplicate-value
            """
        #expect(report(text) == "")
        #expect(report(text, environment: "sandbox") == "")
        #expect(report(text, environment: "gateway") == "")
    }

    @Test("errors stay")
    func errors() {
        #expect(
            report("assistant: bot\nmodle: gpt-6-luna # assistantctl:ignore duplicate-file")
                == """
                assistants/bot.yaml:1:12 error: an assistant needs `model` [missing-key]
                  hint: such as `model: gpt-6-luna`
                assistants/bot.yaml:2:1 error: unknown key "modle" in an assistant [unknown-key]
                  hint: did you mean "model"?
                """
        )
    }
}
