import AssistantModel
import OrderedJSON
import Testing

@Suite("Content digests")
struct ContentDigestTests {
    @Test("SHA-256 is written in lower-case hexadecimal, small bytes padded")
    func sha256() {
        #expect(
            ContentDigest.sha256(Array("abc".utf8))
                == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
        )
    }

    @Test("the order of keys and the way a number is written do not matter")
    func canonical() {
        #expect(ContentDigest.short(["a": 1, "b": 2.5]) == ContentDigest.short(["b": 2.5, "a": 1.0]))
        #expect(ContentDigest.short(["a": 1]) != ContentDigest.short(["a": "1"]))
    }

    @Test("a length of up to 42 characters is kept, of the URL alphabet")
    func length() {
        for length in [4, 6, 10, 22, 42] {
            let digest = ContentDigest.short("x", length: length)
            #expect(digest.count == length)
            #expect(digest.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "-" || $0 == "_") })
        }
    }
}
