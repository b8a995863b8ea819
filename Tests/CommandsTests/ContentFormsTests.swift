import AssistantModel
import Planning
import Testing

@testable import Commands

@Suite("Contents in other forms")
struct ContentFormsTests {
    @Test(
        "what was applied is made again from the file where only its form changed",
        arguments: [
            ("Be kind.\r\nBe brief.\r\n", "Be kind.\nBe brief.\n"),
            ("Be kind.\nBe brief.\n", "Be kind.\r\nBe brief.\r\n"),
            ("\u{FEFF}Be kind.\n", "Be kind.\n"),
            ("Be kind.\n", "\u{FEFF}Be kind.\n"),
            ("Be kind.\n", "Be kind."),
            ("Be kind.", "Be kind.\n"),
        ]
    )
    func forms(now: String, before: String) {
        let found = ContentForms.content(like: Array(now.utf8), .sha256(ContentDigest.sha256(before.utf8)))
        #expect(found == Array(before.utf8))
    }

    @Test("other words are no form")
    func otherWords() {
        let digest = ContentDigest.sha256("Be brief.\n".utf8)
        #expect(ContentForms.content(like: Array("Be kind.\n".utf8), .sha256(digest)) == nil)
    }

    @Test("bytes that differ around the same text")
    func difference() {
        let plain = Array("Be kind.".utf8)
        #expect(ContentForms.difference([0xEF, 0xBB, 0xBF] + plain, plain, isPlainText: true) == .byteOrderMark)
        #expect(ContentForms.difference([0xFF, 0xFE, 0x42, 0x00], [0x42], isPlainText: true) == .encoding)
        #expect(ContentForms.difference(plain, plain, isPlainText: false) == .layout)
    }
}
