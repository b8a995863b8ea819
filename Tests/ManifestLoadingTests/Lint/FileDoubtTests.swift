import TestSupport
import Testing

@Suite("Files that servers cannot index")
struct FileDoubtTests {
    private func expect(_ expected: String, _ files: [String: MemoryProject.File], environment: String? = nil) {
        let entries = files.keys.sorted().map { "    - \($0)" }
        expectDiagnostics(
            expected,
            inAssistant: """
                assistant: bot
                model: gpt-6-luna
                tools: [file_search]
                knowledge:
                  files:
                \(entries.joined(separator: "\n"))
                """,
            files: Dictionary(uniqueKeysWithValues: files.map { ("assistants/\($0.key)", $0.value) }),
            environment: environment
        )
    }

    @Test("texts that are none")
    func texts() {
        let cut = Array(String(repeating: "ü", count: 3_000).utf8)
        expect(
            """
            assistants/bot.yaml:6:7 warning: assistants/a.md is no text [content-mismatch]
              hint: the name is one of a text, the content is binary: file_search would find nothing in it
            assistants/bot.yaml:7:7 warning: assistants/b.txt is neither UTF-8 nor UTF-16 [content-mismatch]
              hint: save as UTF-8: the server may refuse other texts
            """,
            [
                "a.md": .bytes([0x50, 0x4B, 0x03, 0x04, 0x00, 0x00]),
                "b.txt": .bytes(Array("caf".utf8) + [0xE9, 0x0A]),
                "c.txt": .bytes([0xFF, 0xFE, 0x41, 0x00]), "d.md": .bytes([0x61] + cut), "e.md": .bytes(cut),
                "f.json": "{}",
            ]
        )
    }

    @Test("documents that are something else")
    func documents() {
        expect(
            """
            assistants/bot.yaml:6:7 warning: assistants/a.pdf is no .pdf by the content [content-mismatch]
              hint: export again, or rename to what it is: file_search would find nothing in it
            assistants/bot.yaml:8:7 warning: assistants/c.docx is encrypted or in an old format [content-mismatch]
              hint: save without a password in the format of the name
            """,
            [
                "a.pdf": "<html>not found</html>", "b.pdf": "\n\n%PDF-1.7 and so on",
                "c.docx": .bytes([0xD0, 0xCF, 0x11, 0xE0, 0xA1]), "d.pptx": .bytes([0x50, 0x4B, 0x03, 0x04, 0x14]),
            ]
        )
    }

    @Test("a text of more tokens than a server indexes, for each api")
    func tokens() {
        let files: [String: MemoryProject.File] = ["a.md": .size(8_000_004), "b.md": .size(20_000_004)]
        func warning(_ line: Int, _ file: String, _ limit: String) -> String {
            """
            assistants/bot.yaml:\(line):7 warning: assistants/\(file) probably has more than \(limit) tokens \
            [too-many-tokens]
              hint: split the content: the server indexes at most that many of one file (the count is an estimate: 4 \
            bytes each)
            """
        }
        expect(warning(7, "b.md", "5,000,000"), files)
        expect(
            warning(6, "a.md", "2,000,000") + "\n" + warning(7, "b.md", "2,000,000"),
            files,
            environment: "gateway"
        )
    }

    @Test("files of one glob make one warning")
    func globs() {
        expectDiagnostics(
            """
            1️⃣ warning: assistants/docs/a.md, assistants/docs/b.md are no text [content-mismatch]
              hint: the name is one of a text, the content is binary: file_search would find nothing in them
            """,
            inAssistant: """
                assistant: bot
                model: gpt-6-luna
                tools: [file_search]
                knowledge:
                  files: [1️⃣docs/*.md]
                """,
            files: ["assistants/docs/a.md": .bytes([0]), "assistants/docs/b.md": .bytes([0, 1])]
        )
    }
}
