import FuzzChecks
import Testing
import YAMLTree

@Suite("Mutated texts")
struct FuzzTests {
    @Test("no mutation crashes or hangs the reader, and every place it names exists", .timeLimit(.minutes(5)))
    func mutations() {
        var mutator = Mutator(seed: 20_260_828)
        for _ in 0..<4_000 {
            let bytes = mutator.text()
            if let broken = YAMLInvariants.violation(bytes) {
                Issue.record("\(broken): \(String(reflecting: String(decoding: bytes, as: UTF8.self)))")
                return
            }
        }
    }

    @Test(
        "texts that broke an invariant once hold it now",
        arguments: [
            "!x\u{2028}1\n- t\n", "&a\u{85}text\n", "- [*\u{2028}a]\n", "\u{FEFF}\u{FEFF}",
            "{? \"a\\Pb\" : 1, ? \"a\\Pb\" : 2}", "a: !<tag:velo.example,2026:[x]> text\n",
            "!x #c\u{2028}{b: c}\nd: 1\n",
        ]
    )
    func regressions(text: String) {
        #expect(YAMLInvariants.violation(Array(text.utf8)) == nil)
    }
}
