import LocalFiles
import ManifestWriting
import OrderedJSON
import SourceDiagnostics
import TestSupport
import Testing

/// Single values changed in a text that people wrote.
struct ManifestEditTests {
    static let manifest = """
        # The bot.
        assistant: support-bot   # the key
        temperature: 0.2         # careful

        metadata: { team: 'support', channel: "web" }
        description: "Answers"
        instructions:
        - file: prompts/support.md
        - |  # short
           Be kind.

           And short.
        # tools below
        tools:
        - file_search
        - type: function
          name: look_up
          parameters: {type: object}
        knowledge:
          files:
            - docs/*.md     # all
            - path: docs/a.html
              attributes: {lang: en}
        # the end

        """

    private func edited(_ text: String = manifest, _ change: (inout ManifestEdit) throws -> Void) throws -> String {
        var edit = try #require(ManifestEdit(Array(text.utf8), file: "bot.yaml"))
        try change(&edit)
        return String(decoding: edit.bytes, as: UTF8.self)
    }

    static let changes =
        [
            (["temperature"], 0.5, "temperature: 0.2         # careful", "temperature: 0.5         # careful"),
            (["metadata", "team"], "it's", "'support'", "'it''s'"),
            (["metadata", "channel"], "a\nb", "\"web\"", #""a\nb""#),
            (["description"], "no", "\"Answers\"", "\"no\""), (["assistant"], "a: b", "support-bot ", "\"a: b\" "),
        ] as [([String], JSONValue, String, String)]

    @Test("A scalar changes in its own style, and nothing else does", arguments: changes)
    func scalars(_ path: [String], _ value: JSONValue, _ old: String, _ new: String) throws {
        let result = try edited { try $0.set(path.map { .key($0) }, to: value, in: 0, order: .assistant) }
        #expect(result == Self.manifest.replacing(old, with: new))
    }

    @Test("A block of text keeps its indentation and its comment")
    func blocks() throws {
        let result = try edited {
            try $0.set([.key("instructions"), .element(1)], to: "  Be brief.\n\nNow.\n", in: 0, order: .assistant)
        }
        #expect(
            result
                == Self.manifest.replacing(
                    "- |  # short\n   Be kind.\n\n   And short.\n",
                    with: "- |3 # short\n     Be brief.\n\n   Now.\n"
                )
        )
    }

    @Test("A new key stands where canonical order has it, comments left where they are")
    func additions() throws {
        let result = try edited {
            try $0.set([.key("model")], to: "gpt-6-sol", in: 0, order: .assistant)
            try $0.set([.key("metadata"), .key("tier")], to: 1, in: 0, order: .assistant)
            try $0.set([.key("environments"), .key("live"), .key("top_p")], to: 0.5, in: 0, order: .assistant)
            try $0.set([.key("tools"), .element(1), .key("strict")], to: true, in: 0, order: .assistant)
            try $0.set(
                [.key("tools"), .element(0)],
                to: ["type": "file_search", "max_num_results": 5],
                in: 0,
                order: .assistant
            )
        }
        #expect(
            result
                == Self.manifest
                .replacing("'support', channel: \"web\" }", with: "'support', channel: \"web\", tier: 1 }")
                .replacing("description: \"Answers\"\n", with: "description: \"Answers\"\nmodel: gpt-6-sol\n")
                .replacing("  name: look_up\n", with: "  name: look_up\n  strict: true\n")
                .replacing("- file_search\n", with: "- type: file_search\n  max_num_results: 5\n")
                .replacing(
                    "      attributes: {lang: en}\n",
                    with: "      attributes: {lang: en}\nenvironments:\n  live: { top_p: 0.5 }\n"
                )
        )
    }

    @Test("What goes takes its line with it, and an empty mapping too")
    func removals() throws {
        let result = try edited {
            try $0.remove([.key("temperature")], in: 0)
            try $0.remove([.key("metadata"), .key("team")], in: 0)
            try $0.remove([.key("knowledge"), .key("files"), .element(1), .key("attributes")], in: 0)
            try $0.remove([.key("tools"), .element(1), .key("type")], in: 0)
            try $0.remove([.key("instructions"), .element(0)], in: 0)
        }
        #expect(
            result
                == Self.manifest.replacing("temperature: 0.2         # careful\n", with: "")
                .replacing("team: 'support', ", with: "").replacing("      attributes: {lang: en}\n", with: "")
                .replacing("type: function\n  name: look_up", with: "name: look_up")
                .replacing("- file: prompts/support.md\n", with: "")
        )
        #expect(try edited("a: 1\nm:\n  x: 2\n") { try $0.remove([.key("m"), .key("x")], in: 0) } == "a: 1\n")
    }

    @Test("Entries are added to lists")
    func entries() throws {
        let result = try edited {
            try $0.append(
                ["path": "docs/b.md", "attributes": ["lang": "de"]],
                to: [.key("knowledge"), .key("files")],
                behind: 0,
                in: 0,
                order: .assistant
            )
        }
        #expect(
            result
                == Self.manifest.replacing(
                    "# all\n",
                    with: "# all\n    - path: docs/b.md\n      attributes: { lang: de }\n"
                )
        )
    }

    @Test("CRLF and the mark of byte order stay")
    func lineEnds() throws {
        let text = "\u{FEFF}" + Self.manifest.replacing("\n", with: "\r\n")
        let result = try edited(text) {
            try $0.set([.key("model")], to: "gpt-6-sol", in: 0, order: .assistant)
            try $0.set([.key("description")], to: "Two", in: 0, order: .assistant)
            try $0.remove([.key("temperature")], in: 0)
        }
        #expect(
            result
                == text.replacing("description: \"Answers\"\r\n", with: "description: \"Two\"\r\nmodel: gpt-6-sol\r\n")
                .replacing("temperature: 0.2         # careful\r\n", with: "")
        )
    }

    static let bound = [
        ("a: &x 1\nb: *x\n", ["a"], "bot.yaml:1:4"), ("a: &x 1\nb: *x\n", ["b"], "bot.yaml:2:4"),
        ("a: &x {c: 1}\nb: *x\n", ["a", "c"], "bot.yaml:1:4"),
        ("a: &x {c: 1}\nb: *x\n", ["b", "c"], "bot.yaml:2:4"),
        ("a: &x {c: 1}\nb:\n  <<: *x\n", ["b", "c"], "bot.yaml:3:3"),
    ]

    @Test("What an anchor, an alias or a merge key has to do with is refused with its place", arguments: bound)
    func refusals(_ text: String, _ path: [String], _ place: String) throws {
        var edit = try #require(ManifestEdit(Array(text.utf8), file: "bot.yaml"))
        let refusal = #expect(throws: ManifestEdit.Refusal.self) {
            try edit.set(path.map { .key($0) }, to: 2, in: 0, order: .json)
        }
        #expect(refusal?.diagnostic.location?.description == place)
        #expect(edit.bytes == Array(text.utf8))
    }
}
