import Planning
import Testing

@Suite("Prose diffs")
struct ProseDiffTests {
    /// Hunks as people read them: `[-removed-]`, `{+added+}`.
    private func text(_ old: String, _ new: String, context: Int = 1) -> [String] {
        ProseDiff(old: old, new: new).hunks(context: context).flatMap { hunk in
            ["@@ -\(hunk.oldStart),\(hunk.oldCount) +\(hunk.newStart),\(hunk.newCount) @@"]
                + hunk.lines.map { line in
                    let sign = line.kind == .removed ? "-" : line.kind == .added ? "+" : " "
                    let text = line.spans.map { span in
                        switch span.kind {
                        case .equal: span.text
                        case .removed: "[-\(span.text)-]"
                        case .added: "{+\(span.text)+}"
                        }
                    }.joined()
                    return sign + text + (line.endsWithNewline ? "" : "\\")
                }
        }
    }

    @Test("a changed word is marked inside of its line, with its neighbours around it")
    func word() {
        #expect(
            text("One.\nRefunds take five days.\nThree.\nFour.\n", "One.\nRefunds take three days.\nThree.\nFour.\n")
                == [
                    "@@ -1,3 +1,3 @@", " One.", "-Refunds take [-five-] days.", "+Refunds take {+three+} days.",
                    " Three.",
                ]
        )
    }

    @Test("changed words next to each other are one span")
    func neighbours() {
        #expect(
            text("It takes five long days then.", "It takes three short days then.") == [
                "@@ -1,1 +1,1 @@", "-It takes [-five long-] days then.\\", "+It takes {+three short+} days then.\\",
            ]
        )
    }

    @Test("lines that moved together know where they are in the other text")
    func moves() {
        let moved = "Answer in the language of the customer.\n\nNever promise a date of delivery.\n"
        let rest = "Be brief.\nAsk first.\nSign.\n"
        let lines = ProseDiff(old: moved + rest, new: rest + moved).hunks(context: 0).flatMap(\.lines)
        #expect(lines.map(\.move?.line) == [4, 5, 6, 1, 2, 3])
        #expect(lines.map { $0.move?.isStart == true } == [true, false, false, true, false, false])
        // A brace or a bullet is everywhere.
        let short = ProseDiff(old: "}\na\nb\nc\n", new: "a\nb\nc\n}\n").hunks(context: 0).flatMap(\.lines)
        #expect(short.allSatisfy { $0.move == nil })
    }

    @Test("lines that have next to nothing in common are changed as a whole")
    func rewritten() {
        #expect(
            text("Always be the one to ask.\n", "Never promise the impossible, quote terms.\n") == [
                "@@ -1,1 +1,1 @@", "-[-Always be the one to ask.-]", "+{+Never promise the impossible, quote terms.+}",
            ]
        )
    }

    @Test("an added paragraph ends with its own blank line")
    func paragraph() {
        #expect(
            text("A\n\nC\n", "A\n\nB\n\nC\n", context: 0) == ["@@ -2,0 +3,2 @@", "+{+B+}", "+"]
        )
    }

    @Test("hunks that would touch are one, others are apart")
    func hunks() {
        let old = (1...9).map { "line \($0)\n" }.joined()
        let near = old.replacing("line 3", with: "LINE 3").replacing("line 6", with: "LINE 6")
        #expect(ProseDiff(old: old, new: near).hunks(context: 1).map(\.newStart) == [2])
        #expect(ProseDiff(old: old, new: near).hunks(context: 0).map(\.newStart) == [3, 6])
        let far = old.replacing("line 3", with: "LINE 3").replacing("line 7", with: "LINE 7")
        #expect(ProseDiff(old: old, new: far).hunks(context: 1).map(\.newStart) == [2, 6])
        #expect(ProseDiff(old: old, new: far).hunks(context: 100).map(\.lines.count) == [11])
    }

    @Test("line numbers count on both sides")
    func numbers() {
        let hunk = ProseDiff(old: "a\nb\nc\nd\n", new: "a\nx\ny\nb\nd\n").hunks(context: 3)[0]
        #expect(hunk.lines.map(\.oldNumber) == [1, nil, nil, 2, 3, 4])
        #expect(hunk.lines.map(\.newNumber) == [1, 2, 3, 4, nil, 5])
    }

    @Test("a lost line end at the end of the text is a change of white space")
    func lineEnd() {
        let diff = ProseDiff(old: "a\nb\n", new: "a\nb")
        #expect(diff.isWhitespaceOnly)
        #expect(text("a\nb\n", "a\nb", context: 0) == ["@@ -2,1 +2,1 @@", "-b", "+b\\"])
    }

    @Test("lines after a last line without a line end do not change that line")
    func appended() {
        #expect(text("a\nb", "a\nb\nc") == ["@@ -2,1 +2,2 @@", " b", "+{+c+}\\"])
        #expect(text("a\nb\nc", "a\nb") == ["@@ -2,2 +2,1 @@", " b\\", "-[-c-]\\"])
    }

    @Test("changes of nothing but white space are told from others, group by group")
    func whitespace() {
        let diff = ProseDiff(old: "a  b\nmiddle\nc\n", new: "a b\nmiddle\nd\n")
        #expect(!diff.isWhitespaceOnly)
        let lines = diff.hunks(context: 0).flatMap(\.lines)
        #expect(lines.map(\.isWhitespaceOnly) == [true, true, false, false])
        #expect(lines[0].spans == [.init(.equal, "a"), .init(.removed, "  "), .init(.equal, "b")])
        #expect(ProseDiff(old: "a b c", new: "a\nb\nc").isWhitespaceOnly)
        #expect(ProseDiff(old: "a\nb\n", new: "a\n\nb\n").isWhitespaceOnly)
    }

    @Test("equal texts have no difference, and different bytes of one glyph have one")
    func equality() {
        #expect(ProseDiff(old: "same\n", new: "same\n").isEmpty)
        #expect(ProseDiff(old: "", new: "").isEmpty)
        #expect(ProseDiff(old: "", new: "").hunks(context: 3) == [])
        #expect(!ProseDiff(old: "caf\u{E9}", new: "cafe\u{301}").isEmpty)
    }

    @Test("a text that appears or goes is all added or all removed")
    func emptySide() {
        #expect(text("", "a\nb\n") == ["@@ -0,0 +1,2 @@", "+{+a+}", "+{+b+}"])
        #expect(text("a\n", "") == ["@@ -1,1 +0,0 @@", "-[-a-]"])
    }

    @Test("ideographs are words of their own, and an emoji is never cut")
    func scripts() {
        #expect(
            text("返金は五日かかります。", "返金は三日かかります。") == [
                "@@ -1,1 +1,1 @@", "-返金は[-五-]日かかります。\\", "+返金は{+三+}日かかります。\\",
            ]
        )
        #expect(
            text("Team 👩‍🔧 is happy to help you.", "Team 👨‍🔧 is happy to help you.") == [
                "@@ -1,1 +1,1 @@", "-Team [-👩‍🔧-] is happy to help you.\\", "+Team {+👨‍🔧+} is happy to help you.\\",
            ]
        )
    }

    @Test("the old and the new text can be put together from the diff", arguments: 0..<200)
    func reconstruction(seed: Int) {
        var random = SplitMix(seed: UInt64(seed))
        func randomText() -> String {
            (0..<Int.random(in: 0...30, using: &random)).map { _ in
                random.pick(["a", "b", "c", "a b", "b  a", "", " ", "ü–c", "\r"])
                    + (random.chance(0.9) ? "\n" : " ")
            }.joined()
        }
        let old = randomText()
        let new = random.chance(0.5) ? randomText() : old.replacing("a", with: "d", maxReplacements: 3)
        let lines = ProseDiff(old: old, new: new).hunks(context: 1000).flatMap(\.lines)
        func joined(without kind: ProseDiff.Line.Kind) -> String {
            lines.filter { $0.kind != kind }.map { $0.text + ($0.endsWithNewline ? "\n" : "") }.joined()
        }
        if !lines.isEmpty {
            // Context is shown as the new text has it, a final line end included.
            func lineEnded(_ text: String) -> String { text.isEmpty || text.hasSuffix("\n") ? text : text + "\n" }
            #expect(lineEnded(joined(without: .added)).utf8.elementsEqual(lineEnded(old).utf8))
            #expect(joined(without: .removed).utf8.elementsEqual(new.utf8))
        } else {
            #expect(old.utf8.elementsEqual(new.utf8))
        }
        for line in lines {
            #expect(zip(line.spans, line.spans.dropFirst()).allSatisfy { $0.kind != $1.kind })
            #expect(line.spans.allSatisfy { !$0.text.isEmpty })
        }
    }
}
