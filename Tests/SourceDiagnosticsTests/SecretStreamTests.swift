import SourceDiagnostics
import Testing

@Suite("Secrets in a text that comes in pieces")
struct SecretStreamTests {
    private static let key = "sk-proj-" + "1a2B3c4D5e6F7g8H9i0J1k2L3m4N5o6P7q8R"
    private static let privateKey =
        "-----BEGIN PRIVATE " + "KEY-----\nMIIEvQIBADANBgkqhkiG9w0B\nAQEFAASCBKcwggSj\n-----END PRIVATE " + "KEY-----"

    private func shown(_ text: String, inPiecesOf length: Int) -> (pieces: [String], hasHidden: Bool) {
        var stream = SecretStream()
        var rest = text[...]
        var pieces: [String] = []
        while !rest.isEmpty {
            pieces.append(stream.take(String(rest.prefix(length))))
            rest = rest.dropFirst(length)
        }
        return (pieces + [stream.end()], stream.hasHidden)
    }

    @Test("wherever a text is cut, it is shown as if it came whole", arguments: 1...70)
    func pieces(length: Int) {
        let text = "Grüße: the key is \(Self.key), and so\nis 鍵\(Self.key)鍵.\n\(Self.privateKey)\nUse them well."
        let (pieces, hasHidden) = shown(text, inPiecesOf: length)
        #expect(pieces.joined() == "Grüße: the key is <hidden>, and so\nis 鍵<hidden>鍵.\n<hidden>\nUse them well.")
        #expect(hasHidden)
    }

    @Test("a text without secrets is shown word by word")
    func words() {
        let (pieces, hasHidden) = shown("We open at eight. 八時に開きます。", inPiecesOf: 3)
        #expect(pieces == ["We ", "", "open ", "at ", "", "eight. ", "八時に", "開きま", "す。", ""])
        #expect(!hasHidden)
    }

    @Test("a private key that is only spoken of holds back no more than the rest of the answer")
    func spokenOf() {
        let text = "Never accept -----BEGIN PRIVATE " + "KEY----- in a message.\n"
        #expect(shown(text + text, inPiecesOf: 7).pieces.joined() == text + text)
    }
}
