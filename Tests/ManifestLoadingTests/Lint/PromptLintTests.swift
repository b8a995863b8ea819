import TestSupport
import Testing

@Suite("Lints of prompts")
struct PromptLintTests {
    private func expect(
        _ expected: String,
        inPrompt prompt: String,
        tools: String = "[{ type: function, name: lookup_order, description: Finds an order }]",
        sourceLocation: SourceLocation = #_sourceLocation
    ) {
        expectDiagnostics(
            expected,
            inAssistant: """
                assistant: bot
                model: gpt-6-luna
                instructions: { file: prompt.md }
                tools: \(tools)
                """,
            files: ["assistants/prompt.md": .text(prompt)],
            sourceLocation: sourceLocation
        )
    }

    @Test("a tool that the instructions name and the assistant does not have")
    func undeclaredTools() {
        expect(
            """
            1️⃣ warning: the instructions name the tool "lookup_oder", which `bot` does not have [undeclared-tool]
              hint: did you mean "lookup_order"?
            2️⃣ warning: the instructions name the tool "open_return", which `bot` does not have [undeclared-tool]
              hint: declare it under `tools`, or take the name out
            3️⃣ warning: the instructions name the tool "bookCourier", which `bot` does not have [undeclared-tool]
              hint: declare it under `tools`, or take the name out
            4️⃣ warning: the instructions name the tool "web_search", which `bot` does not have [undeclared-tool]
              hint: add `- web_search` under `tools`, or take the name out
            5️⃣ warning: the instructions name the tool "weather", which `bot` does not have [undeclared-tool]
              hint: declare it under `tools`, or take the name out
            6️⃣ warning: the instructions name the tool "cancel_order", which `bot` does not have [undeclared-tool]
              hint: declare it under `tools`, or take the name out
            """,
            inPrompt: """
                # Bot

                Ask for the number, then look it up with `1️⃣lookup_oder`.
                Before the parcel goes, call
                the `2️⃣open_return()` function. Invoke `3️⃣bookCourier` last. Call `open_return` once.

                For news use 4️⃣web_search. The `5️⃣weather` tool knows the weather.
                You have these tools: `lookup_order`, `6️⃣cancel_order`.
                """
        )
    }

    @Test("names in prompts that are no tools")
    func otherNames() {
        expect(
            "",
            inPrompt: """
                Columns of the table: `battery_wh`, `lead_time_days`. Use `order_id` as the key, and the tool. `in_stock` is
                a number. Set `MAX_RETRIES`. Call +49 40 66969 199. Run `scripts/lookup_oder.py`, open `$LOOKUP_ODER`.

                | Tool | Use |
                | --- | --- |
                | `lookup_order` | state of an order, in `state_of_order` |

                After the tool call `order_state` is known, and the function call `order_total` too.
                Use the `lookup_order` tool. Call `lookup_order()`; its function is to find orders.
                The `main` function of a program is not yours to call, nor is any `tool`.

                ```python
                def find_order(): return call_function(tool, other_tool)
                ```
                """
        )
    }

    @Test("properties of schemas, tools of MCP servers and other names of hosted tools are known")
    func knownNames() {
        let server = "type: mcp, server_label: parts, server_url: \"https://parts.example/mcp\""
        expect(
            "",
            inPrompt: "Call `find_part` and use the `parts` tool, never the function `sku_of`. Call the tool `python`.",
            tools: """
                [{ \(server), allowed_tools: [find_part] }, code_interpreter,
                  { type: function, name: f, description: x, parameters: { type: object, properties: { sku_of: {} } } }]
                """
        )
        expect("", inPrompt: "Call `find_part`.", tools: "[{ \(server) }]")
        expect(
            """
            1️⃣ warning: the instructions name the tool "file_search", which `bot` does not have [undeclared-tool]
              hint: add `- file_search` under `tools`, or take the name out
            """,
            inPrompt: "Look into 1️⃣file_search first.",
            tools: "[{ \(server) }]"
        )
    }

    @Test("a function without a description")
    func undescribed() {
        expect(
            """
            assistants/bot.yaml:4:33 warning: the function `lookup_order` has no description [undescribed-function]
              hint: say what it does and when to call it: models choose by that
            """,
            inPrompt: "Be kind.",
            tools: "[{ type: function, name: lookup_order }]"
        )
    }

    @Test("a paragraph that stands twice, also in two parts, however it is wrapped")
    func duplicates() {
        expectDiagnostics(
            """
            4️⃣ warning: this paragraph stands in the instructions of `bot` twice [duplicated-paragraph]
              note 3️⃣: first here
              hint: keep one: every request pays for both, and one day only one will be edited
            2️⃣ warning: these 2 paragraphs or list items stand in the instructions of `bot` twice \
            [duplicated-paragraph]
              note 1️⃣: first here
              hint: keep one: every request pays for both, and one day only one will be edited
            """,
            in: [
                "assistants/bot.yaml": """
                assistant: bot
                model: gpt-6-luna
                instructions:
                  - file: prompts/a.md
                  - |
                    Hello.

                    4️⃣Prices are in euro and include
                    value added tax; a discount is never given,
                    whatever reason anybody has.
                """,
                "assistants/prompts/a.md": """
                # Rules

                1️⃣- Name your source: the title of the document.
                - Nobody gets the names of other people from you.

                3️⃣Prices are in euro and include value added tax; a discount is never given,   whatever reason anybody has.

                ## Again

                2️⃣- Name your source: the title of the document.
                - Nobody gets the names of other people from you.
                - Another one.
                Short.

                Short.
                """,
            ]
        )
    }

    @Test("placeholders that nobody fills in")
    func placeholders() {
        expect(
            """
            1️⃣ warning: "{{customer.name}}" is never filled in: the instructions go to the model as they are \
            [unresolved-placeholder]
              hint: write what is meant, or put it between backticks if the model shall see it
            2️⃣ warning: "${SHOP}" is never filled in: the instructions go to the model as they are \
            [unresolved-placeholder]
              hint: write what is meant, or put it between backticks if the model shall see it
            3️⃣ warning: "<<COMPANY NAME>>" is never filled in: the instructions go to the model as they are \
            [unresolved-placeholder]
              hint: write what is meant, or put it between backticks if the model shall see it
            4️⃣ warning: "TODO" is never filled in: the instructions go to the model as they are \
            [unresolved-placeholder]
              hint: write what is meant, or put it between backticks if the model shall see it
            5️⃣ warning: "[INSERT PHONE NUMBER]" is never filled in: the instructions go to the model as they are \
            [unresolved-placeholder]
              hint: write what is meant, or put it between backticks if the model shall see it
            6️⃣ warning: "{% if vip %}" is never filled in: the instructions go to the model as they are \
            [unresolved-placeholder]
              hint: write what is meant, or put it between backticks if the model shall see it
            """,
            inPrompt: """
                Grüße 1️⃣{{customer.name}} from 2️⃣${SHOP} of 3️⃣<<COMPANY NAME>>, and {{customer.name}} again.
                - 4️⃣TODO: refunds
                - Call 5️⃣[INSERT PHONE NUMBER]. 6️⃣{% if vip %}

                Write the mail with `{{first_name}}`, keep the TODO list of the customer, and answer with {"a": {"b": 1}}.
                A price is $5 {so to say}; [1], [see below], x << y >> z.

                ```
                {{ kept }}
                ```
                """
        )
    }

    @Test("a comment in a prompt silences nothing, and goes to the model")
    func comments() {
        expect(
            """
            1️⃣ warning: this comment silences nothing: it is part of the instructions, and goes to the model \
            [unused-ignore]
              hint: write it in the manifest, at the entry that brings this text
            2️⃣ warning: "{{name}}" is never filled in: the instructions go to the model as they are \
            [unresolved-placeholder]
              hint: write what is meant, or put it between backticks if the model shall see it
            """,
            inPrompt: """
                Hello.
                1️⃣<!-- assistantctl:ignore unresolved-placeholder -->
                2️⃣{{name}} # assistantctl is a program <!-- note -->
                """
        )
    }

    @Test("merge conflicts are errors, and warnings where they may be an example")
    func conflicts() {
        expect(
            """
            1️⃣ error: this is the marker of a merge conflict [merge-conflict]
              hint: finish the merge: the prompt would go to the model with both versions in it
            2️⃣ warning: this is the marker of a merge conflict [merge-conflict]
              hint: finish the merge: the prompt would go to the model with both versions in it
            """,
            inPrompt: """
                A heading
                =======
                1️⃣<<<<<<< HEAD
                Refunds take five days.
                =======
                Refunds take three days.
                >>>>>>> feature

                ~~~
                2️⃣<<<<<<< ours
                >>>>>>> theirs
                ~~~
                """
        )
    }

    @Test("where texts in a manifest are written decides how exact the place is")
    func places() {
        let hint = "hint: write what is meant, or put it between backticks if the model shall see it"
        func warning(_ place: String, _ name: String) -> String {
            "\(place) warning: \"{{\(name)}}\" is never filled in: the instructions go to the model as they are "
                + "[unresolved-placeholder]\n  \(hint)"
        }
        expectDiagnostics(
            ["1️⃣ a", "2️⃣ b", "3️⃣ c", "4️⃣ d", "5️⃣ e", "6️⃣ f"].map { line in
                let parts = line.split(separator: " ").map(String.init)
                return warning(parts[0], parts[1])
            }.joined(separator: "\n"),
            inAssistant: """
                assistant: bot
                model: gpt-6-luna
                instructions:
                  - Plain 1️⃣{{a}}.
                  - "Quoted 2️⃣{{b}}."
                  - 3️⃣"Escaped \\u00e9 {{c}}."
                  - |
                    Literal,
                      and 4️⃣{{d}}.
                  - >
                    5️⃣Folded
                    {{e}}.
                  - 6️⃣Plain
                    in two lines {{f}}.
                """
        )
    }

    @Test("a comment at the entry covers the prompt that it names, for the assistants that have the warning")
    func silenced() {
        let bot = """
            model: gpt-6-luna
            instructions:
              - file: prompt.md # assistantctl:ignore unresolved-placeholder, undeclared-tool
            """
        let other = "model: gpt-6-luna\ninstructions:\n  - file: prompt.md"
        let files: [String: MemoryProject.File] = ["assistants/prompt.md": "Call `find_part` for {{name}}."]
        func report(_ text: String) -> String {
            var files = files
            files["assistants/bot.yaml"] = .text(text)
            return MarkedProject(files, checksAll: true).report
        }
        #expect(report("assistant: bot\n\(bot)") == "")
        let both = report("assistant: bot\n\(bot)\n---\nassistant: other\n\(other)")
        #expect(
            both
                == """
                assistants/prompt.md:1:7 warning: the instructions name the tool "find_part", which `other` does not \
                have [undeclared-tool]
                  hint: declare it under `tools`, or take the name out
                assistants/prompt.md:1:22 warning: "{{name}}" is never filled in: the instructions go to the model as \
                they are [unresolved-placeholder]
                  hint: write what is meant, or put it between backticks if the model shall see it
                """
        )
    }
}
