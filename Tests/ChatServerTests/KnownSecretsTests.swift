import Testing

@testable import ChatServer

@Suite("Secrets of the store")
struct KnownSecretsTests {
    @Test("the newest are known, and one that changed is not kept twice")
    func newest() {
        let secrets = KnownSecrets()
        #expect(secrets["visitors"] == nil)
        for day in 0..<4 { secrets.keep([UInt8(day)], as: "salt/\(day)") }
        secrets.keep([9], as: "salt/0")
        #expect(secrets["salt/0"] == [9])
        #expect(secrets["salt/1"] == [1])
        secrets.keep([4], as: "salt/4")
        #expect(secrets["salt/1"] == nil)
        #expect(secrets["salt/0"] == [9])
    }
}
