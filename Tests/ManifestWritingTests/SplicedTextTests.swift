import ManifestWriting
import Testing

/// Files of which some lines change.
struct SplicedTextTests {
    @Test(
        "Only changed lines change, and each ends as the one before it did",
        arguments: [
            ("a\nb\r\nc\rd\n", "a\nb\nc\nd", "a\nB\nc\nd", "a\nB\r\nc\rd\n"),
            ("a\nb\r\nc", "a\nb\nc", "a\nc", "a\nc"),
            ("a\r\nb\n", "a\nb", "a\nb\nc", "a\r\nb\nc\r\n"),
            ("\u{FEFF}a\r\nb\r\n\r\n", "a\nb", "x\nb", "\u{FEFF}x\r\nb\r\n\r\n"),
            ("a\n1\r\nb\nc\r\n", "a\n1\nb\nc", "A\nb\nC", "A\nb\nC\r\n"),
            ("a\nb\r\nc\n", "a\nb\nc", "x\ny\nb\nz", "x\ny\nb\r\nz\n"),
            ("a\n", "a", "", "\n"), ("a", "a", "b\nc", "b\nc"), ("", "", "a", "a"),
        ]
    )
    func lines(file: String, old: String, new: String, expected: String) {
        let result = SplicedText(Array(file.utf8)).replacing(old, with: new)
        #expect(String(decoding: result, as: UTF8.self).unicodeScalars.elementsEqual(expected.unicodeScalars))
    }
}
