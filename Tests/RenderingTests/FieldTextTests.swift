import OrderedJSON
import Planning
import Testing

@testable import Rendering

@Suite("Fields of a plan")
struct FieldTextTests {
    private func lines(
        _ path: String,
        _ before: JSONValue?,
        _ after: JSONValue?,
        context: DiffContext = .lines(3)
    ) -> [String] {
        FieldText(style: .plain, context: context).lines(of: FieldChange(path: path, before: before, after: after))
    }

    @Test(
        "short values stand in one line, and look like what they are",
        arguments: [
            ("gpt-6-luna", "gpt-6-sol", "x: gpt-6-luna → gpt-6-sol"),
            ("", "a", "x: \"\" → a"),
            (" a", "a", "x: ·a → a  (white space only)"),
            ("a\u{A0}b", "a b", "x: a<U+00A0>b → a·b  (white space only)"),
            ("caf\u{E9}", "cafe\u{301}", "x: caf<U+00E9> → cafe<U+0301>  (Unicode form only)"),
            ("1", 1, "x: \"1\" → 1"),
            ("true", true, "x: \"true\" → true"),
            (nil, "(not set)", "x: (not set) → \"(not set)\""),
            ("a → b", nil, "x: \"a → b\" → (not set)"),
            (0.2, 1, "x: 0.2 → 1"),
            (["a"], ["a", "b"], "x: [\"a\"] → [\"a\", \"b\"]"),
            (nil, ["type": "json_object"], "x: added {\"type\": \"json_object\"}"),
            ("\u{1B}[1m", "a", "x: \"\\u001b[1m\" → a"),
            (nil, nil, "x: (not set)"),
        ] as [(JSONValue?, JSONValue?, String)]
    )
    func inline(before: JSONValue?, after: JSONValue?, expected: String) {
        #expect(lines("x", before, after) == [expected])
    }

    @Test("what is not known is said")
    func unknown() {
        let text = FieldText(style: .plain, context: .lines(3))
        let change = { (before: JSONValue?, after: JSONValue?, knowsBefore: Bool, knowsAfter: Bool) in
            text.lines(
                of: FieldChange(
                    path: "x",
                    before: before,
                    after: after,
                    isBeforeKnown: knowsBefore,
                    isAfterKnown: knowsAfter
                )
            )
        }
        #expect(change(nil, "live", false, true) == ["x: (unknown) → live"])
        #expect(change(nil, nil, false, true) == ["x: (unknown) → (not set)"])
        #expect(change(nil, "a\nb\n", false, true) == ["x: (unknown) →", "  + a", "  + b"])
        #expect(change(nil, nil, true, false) == ["x: (not set) → (known after apply)"])
        #expect(change(["vs_1"], nil, true, false) == ["x: [\"vs_1\"] → (known after apply)"])
        #expect(change("a\nb", nil, true, false) == ["x: (…) → (known after apply)"])
        #expect(change(nil, nil, false, false) == ["x: (unknown) → (known after apply)"])
    }

    @Test("prose of one line has no line number, of several it has")
    func prose() {
        let long = "A sentence that is long enough to be compared by its words, not as a whole"
        #expect(
            lines("description", .string(long + "."), .string(long + "!")) == [
                "description:",
                "  - A sentence that is long enough to be compared by its words, not as a whole[-.-]",
                "  + A sentence that is long enough to be compared by its words, not as a whole{+!+}",
            ]
        )
        #expect(
            lines("instructions", "one\ntwo\n", "one\ntwo\nthree\n") == [
                "instructions:", "  @@ line 3 @@", "    one", "    two", "  + three",
            ]
        )
    }

    @Test("bullets, fences and hunk marks of a prompt stay behind the marks of the diff")
    func bullets() {
        #expect(
            lines("instructions", "- a\n+ b\n@@ line 1 @@\n```\n", "- a\n@@ line 1 @@\n```\n- c\n") == [
                "instructions:", "  @@ line 4 @@", "    - a", "  - + b", "    @@ line 1 @@", "    ```", "  + - c",
            ]
        )
    }

    @Test("changes in white space and line ends are visible and named")
    func whitespace() {
        #expect(
            lines("instructions", "one\r\ntwo\n", "one\ntwo\n") == [
                "instructions: line endings CRLF → LF in 1 of 2 lines"
            ]
        )
        #expect(
            lines("instructions", "one\ntwo\n", "one\r\ntwo\r\n") == ["instructions: line endings LF → CRLF"]
        )
        #expect(
            lines("instructions", "Ein Caf\u{E9} hier\nzwei\n", "Ein Cafe\u{301} hier\nzwei\n") == [
                "instructions:  (Unicode form only)", "  @@ line 1 @@", "  - Ein [-Caf<U+00E9>-] hier",
                "  + Ein {+Cafe<U+0301>+} hier", "    zwei",
            ]
        )
        #expect(
            lines("instructions", "one\u{A0}two three\nfour\n", "one 2 three\nfour\n").contains {
                $0.contains("<U+00A0>")
            }
        )
        let trailing = lines("instructions", "one\ntwo\n", "one  \ntwo\n")
        #expect(trailing.contains("  + one{+··+}"))
        let lastLine = lines("instructions", "one\ntwo\n", "one\ntwo")
        #expect(lastLine.last == "  \\ no line end here")
        #expect(
            lines("instructions", "one\ntwo", "one\ntwo\nthree\n", context: .lines(1)) == [
                "instructions:", "  @@ line 3 @@", "    two", "  + three",
                "  \\ no line end behind the last line before",
            ]
        )
    }

    @Test("a text whose line ends all changed shows what else changed, once")
    func lineEndingsAndMore() {
        let old = "# Role\nBe brief.\nRefunds take five days.\nSign.\n"
        let new = "# Role\r\nBe brief.\r\nRefunds take three days.\r\nSign.\r\n"
        #expect(
            lines("instructions", .string(old), .string(new), context: .lines(0)) == [
                "instructions:  (line endings LF → CRLF)", "  @@ line 3 @@", "  - Refunds take [-five-] days.",
                "  + Refunds take {+three+} days.",
            ]
        )
        let pasted = "# Role\nBe brief.\nRefunds take five days.\r\nSign.\n"
        #expect(
            lines("instructions", .string(old), .string(pasted), context: .lines(0)) == [
                "instructions:  (white space only)", "  @@ line 3 @@", "  - Refunds take five days.",
                "  + Refunds take five days.{+␍+}",
            ]
        )
    }

    @Test("characters that nobody sees are shown and named")
    func invisible() {
        #expect(
            lines(
                "instructions",
                "Be brief.\nNever promise.\n",
                "Be brief.\nNever pro\u{200B}mise.\n",
                context: .lines(0)
            )
                == [
                    "instructions:  (invisible characters only)", "  @@ line 2 @@", "  - Never [-promise-].",
                    "  + Never {+pro<U+200B>mise+}.",
                ]
        )
        #expect(
            lines("x", "soft\u{AD}ware", "software") == ["x: soft<U+00AD>ware → software  (invisible characters only)"]
        )
        #expect(
            lines("instructions", "a\n\tb c\n", "a\n    b c\n", context: .lines(0)) == [
                "instructions:  (white space only)", "  @@ line 2 @@", "  - [-⇥-]b c", "  + {+····+}b c",
            ]
        )
    }

    @Test("a paragraph that moved says where it was and where it is")
    func moved() {
        let (a, b, c) = ("Answer in the language of the customer.\n\n", "Ask for the order number.\n\n", "Sign.\n")
        #expect(
            lines("instructions", .string(a + b + b + c), .string(b + b + a + c), context: .lines(0)) == [
                "instructions:", "  @@ line 1 @@", "  \\ moved to line 5:",
                "  - Answer in the language of the customer.", "  -", "  @@ line 5 @@", "  \\ moved from line 1:",
                "  + Answer in the language of the customer.", "  +",
            ]
        )
    }

    @Test("keys in another order are no change; changed JSON is compared line by line")
    func json() {
        let before: JSONValue = ["b": ["type": "string", "description": "A value with a description"], "a": 1]
        let after: JSONValue = ["a": 1, "b": ["description": "A value with a description", "type": "number"]]
        #expect(
            lines("response_format", before, after, context: .lines(0)) == [
                "response_format:", "  -     \"type\": \"[-string-]\"", "  +     \"type\": \"{+number+}\"",
            ]
        )
        #expect(
            ValueText.aligned(["x": 1, "y": 2, "z": 3], to: ["z": 0, "q": 0, "x": 0]).objectValue?.keys == [
                "z", "x", "y",
            ]
        )
    }

    @Test("a tool is named by its path, not again by its fields")
    func tools() {
        #expect(lines("tools.code_interpreter", nil, ["type": "code_interpreter"]) == ["tools.code_interpreter: added"])
        #expect(
            lines("tools.code_interpreter", ["type": "code_interpreter"], nil) == ["tools.code_interpreter: removed"]
        )
        #expect(
            lines("tools.function.f", nil, ["type": "function", "name": "f", "strict": true])
                == ["tools.function.f: added {\"strict\": true}"]
        )
    }

    @Test("a long new text is cut with a count, and shown whole on request")
    func preview() {
        let text = JSONValue.string((1...30).map { "line \($0)\n" }.joined())
        let cut = lines("instructions", nil, text)
        #expect(cut.count == 10)
        #expect(cut[1] == "  + line 1")
        #expect(cut.last == "  … 22 more lines; --context full shows all")
        #expect(lines("instructions", nil, text, context: .full).count == 31)
        #expect(lines("instructions", nil, .string((1...9).map { "line \($0)\n" }.joined())).count == 10)
    }

    @Test("of a long line the unchanged parts are cut, never a change")
    func longLines() {
        let words = (0..<400).map { "word\($0)" }
        var changed = words
        changed[200] = "CHANGED"
        let result = lines(
            "instructions",
            .string(words.joined(separator: " ")),
            .string(changed.joined(separator: " "))
        )
        #expect(result.count == 3)
        #expect(result.allSatisfy { $0.count < 200 })
        #expect(result[1].contains("[-word200-]") && result[2].contains("{+CHANGED+}"))
        #expect(result[1].hasPrefix("  - …") && result[1].hasSuffix("…"))
        let full = lines(
            "instructions",
            .string(words.joined(separator: " ")),
            .string(changed.joined(separator: " ")),
            context: .full
        )
        #expect(full[2].contains("word0 word1 word2") && full[2].hasSuffix("word399"))
    }

    @Test("what somebody added on the account is called so where the plan takes it away, and the other way round")
    func drift() {
        let text = FieldText(style: .plain, context: .lines(3))
        func lines(_ before: JSONValue?, _ after: JSONValue?) -> [String] {
            text.lines(of: FieldChange(path: "description", before: before, after: after, isDrift: true))
        }
        #expect(lines("theirs", nil) == ["description: theirs → (not set)  (added on the account)"])
        #expect(lines(nil, "ours") == ["description: (not set) → ours  (removed on the account)"])
        #expect(lines("theirs", "ours") == ["description: theirs → ours  (changed on the account)"])
    }
}
