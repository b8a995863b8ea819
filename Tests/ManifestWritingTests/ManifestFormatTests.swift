import LocalFiles
import ManifestWriting
import SourceDiagnostics
import Testing
import YAMLTree

/// `fmt` on one text.
struct ManifestFormatTests {
    static func order(_ keys: [String]) -> KeyOrder {
        keys.contains("assistant") ? .assistant : keys.contains("knowledge_base") ? .knowledgeBase : .json
    }

    static func formatted(_ text: String) throws -> String {
        let result = try ManifestFormat.formatted(Array(text.utf8), file: "bot.yaml", order: order)
        let again = try ManifestFormat.formatted(result, file: "bot.yaml", order: order)
        #expect(result == again, "\(String(decoding: result, as: UTF8.self))")
        return String(decoding: result, as: UTF8.self)
    }

    @Test("Keys come in canonical order, each with its comments and blank lines")
    func order() throws {
        let text = """
            # yaml-language-server: $schema=../schema/assistant.schema.json

            # Cheap is enough.
            model: gpt-6-luna   # for now
            tools:
            - name: lookup_order  # by number
              # the type of it
              type: function
              parameters: {file:   schemas/lookup_order.json}
            # - code_interpreter


            # Who it is.
            assistant: support-bot
            metadata: {team: 'support',
               channel: "web"}
            # the end

            """
        #expect(
            try Self.formatted(text) == """
                # yaml-language-server: $schema=../schema/assistant.schema.json

                # - code_interpreter

                # Who it is.
                assistant: support-bot
                # Cheap is enough.
                model: gpt-6-luna # for now
                metadata: { team: "support", channel: "web" }
                tools:
                  # the type of it
                  - type: function
                    name: lookup_order # by number
                    parameters: { file: schemas/lookup_order.json }
                # the end

                """
        )
    }

    @Test("Texts stay to the letter, whatever they are written in")
    func texts() throws {
        let text = """
            assistant: support-bot
            instructions:
                - |
                    You answer.

                      # Odd
                - >-  # folded
                        one
                        line
                - "two
                   lines \\
                   joined"
                - plain and
                  long
                - |2+
                     odd


            description:   'it''s'

            """
        #expect(
            try Self.formatted(text) == """
                assistant: support-bot
                description: "it's"
                instructions:
                  - |
                    You answer.

                      # Odd
                  - >- # folded
                    one
                    line
                  - "two
                    lines \\
                    joined"
                  - plain and
                    long
                  - |2+
                       odd



                """
        )
    }

    @Test("What brackets cannot hold on one line gets a line for each member")
    func brackets() throws {
        let long = (1...12).map { "knowledge/chapter-\($0).md" }
        let formatted = try Self.formatted(
            "assistant: a\ntools: [file_search]\nknowledge: {files: [\(long.joined(separator: ","))]}\n"
        )
        #expect(
            formatted == "assistant: a\ntools: [file_search]\nknowledge:\n  files:\n"
                + long.map { "    - \($0)\n" }.joined()
        )
        #expect(
            try Self.formatted(
                "assistant: a\ntools: [ # two\n  file_search, # first\n  # second\n  code_interpreter ]\n"
            )
                == "assistant: a\ntools:\n  # two\n  - file_search # first\n  # second\n  - code_interpreter\n"
        )
    }

    @Test("Anchors and aliases keep their order, and mean what they meant")
    func anchors() throws {
        let text = "model: &m gpt-6-luna\nassistant: a\nenvironments:\n    test: {model: *m}\n"
        #expect(
            try Self.formatted(text)
                == "model: &m gpt-6-luna\nassistant: a\nenvironments:\n  test: { model: *m }\n"
        )
        let merged = "assistant: a\nenvironments:\n  one: &x\n     model: b\n  two:\n     <<: *x\n     name: c\n"
        #expect(
            try Self.formatted(merged)
                == "assistant: a\nenvironments:\n  one: &x\n    model: b\n  two:\n    <<: *x\n    name: c\n"
        )
    }

    @Test("Question marks of texts and comments are no keys behind a question mark")
    func questions() throws {
        let texts = [
            "assistant: a\ninstructions: What now?\nmetadata:\n  team: \"who?\"\n  # which?\n  zone: x # why?\nname: b\n",
            "assistant: a\ninstructions: |\n  Really?\nmetadata:\n  a: b ?\n  b?: c\n",
        ]
        for text in texts { #expect(try Self.formatted(text).contains("?")) }
        for text in ["assistant: a\n? name\n: b\n", "assistant: a\ntools:\n  - ? type\n    : function\n"] {
            #expect(throws: ManifestFormat.Refusal.self) { try Self.formatted(text) }
        }
    }

    @Test("Comments that silence warnings stay at what they silence")
    func ignoring() throws {
        let word = "# assistantctl:ignore unknown-model"
        #expect(
            try Self.formatted("model: b \(word)\nassistant: a\n") == "\(word)\nassistant: a\nmodel: b\n"
        )
        #expect(
            try Self.formatted("\(word)\n# cheap\nmodel: b\nassistant: a\n")
                == "\(word)\nassistant: a\n# cheap\nmodel: b\n"
        )
        // At the top it would be one of the whole document.
        #expect(
            try Self.formatted("model:   b\nassistant: a \(word)\n") == "model: b\nassistant: a \(word)\n"
        )
        let name = String(repeating: "h", count: 100)
        #expect(
            try Self.formatted(
                "assistant: a\ntools:\n- {type: function, name: \(name), \(word)\n   strict: false}\n"
            ) == "assistant: a\ntools:\n  \(word)\n  - type: function\n    name: \(name)\n    strict: false\n"
        )
        #expect(
            try Self.formatted("assistant: a\ntools:\n- name: h \(word)\n  type: function\n")
                == "assistant: a\ntools:\n  \(word)\n  - type: function\n    name: h\n"
        )
    }

    @Test("Line ends and the mark of byte order stay")
    func lineEnds() throws {
        let text = "\u{FEFF}# one\r\nmodel: b\r\nassistant: a\r\ninstructions: |\r\n    One\r\n\r\n    Two\r\n"
        #expect(
            try Self.formatted(text)
                == "\u{FEFF}assistant: a\r\n# one\r\nmodel: b\r\ninstructions: |\r\n  One\r\n\r\n  Two\r\n"
        )
    }

    @Test("Several documents stay apart, with their comments")
    func documents() throws {
        let text =
            "# file\n---\n# first\nmodel: b\nassistant: a\n# end of a\n---\n# only a comment\n---\nassistant: c\n"
        #expect(
            try Self.formatted(text)
                == "# file\n---\nassistant: a\n# first\nmodel: b\n# end of a\n---\n# only a comment\n---\nassistant: c\n"
        )
    }

    @Test(
        "What cannot be rearranged safely is refused with its place",
        arguments: ["%YAML 1.1\n---\nassistant: a\n", "? assistant\n: a\n", "- a\n", "assistant: a\nmodel: [\n"]
    )
    func refusals(_ text: String) {
        let refusal = #expect(throws: ManifestFormat.Refusal.self) { try Self.formatted(text) }
        #expect(refusal?.diagnostics.first?.location?.range != nil)
    }
}
