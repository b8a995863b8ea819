import Testing

@testable import Importing

@Suite("Keys made of names")
struct KeyChoiceTests {
    @Test("a key is the name in small letters")
    func plain() {
        var keys = KeyChoice(taken: [])
        #expect(keys.key(for: "Support Bot", id: "asst_1").key == "support-bot")
        #expect(keys.key(for: "Überflieger & Söhne", id: "asst_2").key == "uberflieger-sohne")
    }

    @Test("names that make no key, are too long or stand twice get one, and are reported")
    func odd() {
        var keys = KeyChoice(taken: ["support-bot"])
        let taken = keys.key(for: "Support Bot", id: "asst_1")
        #expect(taken.key == "support-bot-2" && taken.note?.contains("taken") == true)
        let emoji = keys.key(for: "🤖🤖", id: "asst_AbC_1")
        #expect(emoji.key == "asst-abc-1" && emoji.note != nil)
        let long = keys.key(for: String(repeating: "x", count: 200), id: "asst_2")
        #expect(long.key.count == 63 && long.note != nil)
        #expect(keys.key(for: nil, id: "").key == "assistant")
        let again = keys.key(for: String(repeating: "x", count: 200), id: "asst_3")
        #expect(again.key.count <= 63 && again.key != long.key)
    }
}
