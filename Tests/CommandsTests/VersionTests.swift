import Commands
import Testing

struct VersionTests {
    @Test("a build says its version, commit and kind")
    func build() {
        let text = BuildDescription(version: "0.9.0", commit: "1a2b3c4", configuration: "release").text
        #expect(text.hasPrefix("assistantctl 0.9.0 (1a2b3c4, release, "))
        #expect(text.hasSuffix(" x86_64)") || text.hasSuffix(" arm64)"))
    }

    @Test("a build whose commit nobody said leaves it out")
    func unknownCommit() {
        let text = BuildDescription(version: "0.9.0", commit: "", configuration: "debug").text
        #expect(text.hasPrefix("assistantctl 0.9.0 (debug, "))
    }

    @Test("the version is three numbers, which tags and packages are named after")
    func number() {
        #expect(Version.current.wholeMatch(of: /[0-9]+\.[0-9]+\.[0-9]+/) != nil)
        #expect(Version.described.hasPrefix("assistantctl \(Version.current) ("))
    }
}
