import AssistantModel
import Testing

@testable import Planning

@Suite("Patterns over addresses")
struct AddressPatternTests {
    @Test(
        "an address is met as a whole; a star stands for any text and a question mark for one character",
        arguments: [
            ("assistant.bot", "assistant.bot", true), ("assistant.bot", "assistant.bot2", false),
            ("assistant.bot", "assistant.bot#asst_2", false), ("assistant.bot#*", "assistant.bot#asst_2", true),
            ("assistant.*", "assistant.bot", true), ("assistant.*", "vector_store.bot", false),
            ("file.bot/docs/*.md", "file.bot/docs/en/faq.md", true), ("*.md", "file.bot/docs/faq.md", true),
            ("file.*/faq.*", "file.bot/docs/faq.html", true), ("file.bot/docs/?.md", "file.bot/docs/a.md", true),
            ("file.bot/docs/?.md", "file.bot/docs/ab.md", false), ("*", "assistant.bot", true),
            ("**a*b", "xxaxxbxab", true), ("a*b*c", "abcb", false), ("", "assistant.bot", false),
            ("file.bot/größe-?.md", "file.bot/größe-5.md", true),
        ]
    )
    func matches(pattern: String, address: String, expected: Bool) {
        #expect(AddressPattern(pattern).matches(address) == expected)
    }
}
