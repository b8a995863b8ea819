import SourceDiagnostics
import Testing
import YAMLTree

@Suite("Characters and encodings")
struct EncodingTests {
    private func problems(_ bytes: [UInt8]) -> [String] {
        YAMLReader().read(bytes, file: "f").diagnostics.map {
            "\($0.location?.description ?? "-") [\($0.code)] \($0.message)" + ($0.hint.map { " (\($0))" } ?? "")
        }
    }

    @Test("bytes that are not UTF-8 are reported at their line and column")
    func invalidUTF8() {
        #expect(
            problems(Array("a: 1\nб: caf".utf8) + [0xE9] + Array(" x\n".utf8)) == [
                "f:2:7 [invalid-utf8] the byte 0xE9 is not UTF-8 here"
                    + " (save the file as UTF-8; in Latin-1 this byte would be \"é\")"
            ]
        )
    }

    @Test(
        "overlong forms, surrogates, what lies beyond Unicode, and broken-off characters are not UTF-8",
        arguments: [
            [0xC0, 0x80], [0xC1, 0xBF], [0xE0, 0x9F, 0xBF], [0xED, 0xA0, 0x80], [0xF0, 0x8F, 0xBF, 0xBF],
            [0xF4, 0x90, 0x80, 0x80], [0xF5, 0x80, 0x80, 0x80], [0x80], [0xE2, 0x82], [0xE2, 0x28, 0xA1],
            [0xF0, 0x9F, 0x98], [0xFF],
        ] as [[UInt8]]
    )
    func malformed(bytes: [UInt8]) {
        let diagnostics = YAMLReader().read(Array("a: ".utf8) + bytes, file: "f").diagnostics
        #expect(diagnostics.map(\.code) == ["invalid-utf8"])
        #expect(diagnostics.first?.location?.description == "f:1:4")
    }

    @Test(
        "the first and last scalar of every length are UTF-8",
        arguments: [
            "\u{A0}", "\u{7FF}", "\u{800}", "\u{D7FF}", "\u{E000}", "\u{FFFD}", "\u{10000}", "\u{10FFFF}",
        ]
    )
    func wellFormed(text: String) {
        expectDocuments(MarkedText("a: x\(text)x"), "{a: x\(text)x}")
    }

    @Test(
        "UTF-16 and UTF-32 are recognised with and without their marks",
        arguments: [
            ([0xFF, 0xFE, 0x61, 0x00, 0x3A, 0x00], "UTF-16 (little-endian)"),
            ([0xFE, 0xFF, 0x00, 0x61, 0x00, 0x3A], "UTF-16 (big-endian)"),
            ([0x61, 0x00, 0x3A, 0x00], "UTF-16 (little-endian)"), ([0x00, 0x61], "UTF-16 (big-endian)"),
            ([0xFF, 0xFE, 0x00, 0x00, 0x61, 0x00, 0x00, 0x00], "UTF-32 (little-endian)"),
            ([0x00, 0x00, 0xFE, 0xFF, 0x00, 0x00, 0x00, 0x61], "UTF-32 (big-endian)"),
            ([0x61, 0x00, 0x00, 0x00], "UTF-32 (little-endian)"), ([0x00, 0x00, 0x00, 0x61], "UTF-32 (big-endian)"),
        ] as [([UInt8], String)]
    )
    func wideEncodings(bytes: [UInt8], name: String) {
        #expect(
            problems(bytes) == [
                "f:1:1 [encoding] the text is \(name), and YAML is read as UTF-8 only (save the file as UTF-8)"
            ]
        )
    }

    @Test("control characters are reported at their place")
    func controlCharacters() {
        #expect(
            problems(Array("a: 1\n\"b\u{7}\"".utf8)) == [
                "f:2:3 [control-character] the control character U+0007 is not allowed in YAML"
                    + " (remove it, or write it as \"\\u0007\" in double quotes)"
            ]
        )
        #expect(
            problems(Array("a: 1\u{0}".utf8)) == [
                "f:1:5 [control-character] the control character U+0000 is not allowed in YAML"
                    + " (remove it; if the whole file looks odd, it is not a text file)"
            ]
        )
        for text in ["\u{1B}[0m", "\u{7F}", "\u{9F}", "\u{FFFE}", "\u{FFFF}"] {
            #expect(YAMLReader().read(Array(text.utf8), file: "f").diagnostics.map(\.code) == ["control-character"])
        }
    }

    @Test("a byte order mark inside the text is named")
    func innerByteOrderMark() {
        #expect(
            problems(Array("a: 1\n\u{FEFF}---\n".utf8)) == [
                "f:2:1 [control-character] a byte order mark stands inside the text (remove it)"
            ]
        )
    }
}
