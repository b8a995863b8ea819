import OpenAIAPI
import Testing

@Suite("Which account answers")
struct ObservedAccountTests {
    @Test("the expected id contradicts nothing, another id does")
    func ids() {
        let account = ObservedAccount(organizations: ["org-ours", "org-theirs"])
        #expect(account.organization(contradicting: "org-ours") == "org-theirs")
        #expect(ObservedAccount(organizations: ["org-ours"]).organization(contradicting: "org-ours") == nil)
    }

    @Test("a short name proves nothing against an id, and another short name does against a short name")
    func names() {
        let account = ObservedAccount(organizations: ["velo-lindqvist"])
        #expect(account.organization(contradicting: "org-ours") == nil)
        #expect(account.organization(contradicting: "velo-lindqvist") == nil)
        #expect(account.organization(contradicting: "somebody-else") == "velo-lindqvist")
    }

    @Test("an account that says nothing contradicts nothing")
    func silence() {
        #expect(ObservedAccount().organization(contradicting: "org-ours") == nil)
    }
}
