import AssistantModel
import Testing

@testable import ChatServer

@Suite("Requests of visitors in a minute")
struct VisitorPaceTests {
    private static let home: [UInt8] = [192, 0, 2, 1]
    private static let now: Int64 = 1_000_000_040

    private func pace() -> VisitorPace {
        var settings = ServeSettings()
        settings.visitors.messagesPerMinute = 6
        settings.addresses.messagesPerMinute = 30
        settings.addresses.newVisitorsPerHour = 20
        return VisitorPace(settings)
    }

    /// How many of so many requests are answered.
    private func passed(_ pace: VisitorPace, _ count: Int, _ visitor: String?, _ network: [UInt8]) -> Int {
        (0..<count).count { _ in (try? pace.pass(visitor, from: network, at: Self.now)) != nil }
    }

    @Test("a visitor asks and reads more often than people do, and no more, until the next minute")
    func visitor() throws {
        let pace = pace()
        #expect(passed(pace, 1000, "v", Self.home) == 312)
        #expect(passed(pace, 10, "w", Self.home) == 10)
        #expect(throws: ChatRefusal.tooMany(until: 40)) { try pace.pass("v", from: Self.home, at: Self.now) }
        try pace.pass("v", from: Self.home, at: Self.now + 40)
    }

    @Test("who read the clock just before the minute ended does not begin it anew; a clock that was set back does")
    func edge() {
        let pace = pace()
        func pass(at now: Int64) -> Bool { (try? pace.pass("v", from: Self.home, at: now)) != nil }
        let next = Self.now + 40
        #expect((0..<1000).count { _ in pass(at: next) } == 312)
        #expect(!pass(at: next - 1) && !pass(at: next))
        #expect(pass(at: next - 120))
    }

    @Test("what is read counts by its size: of a megabyte each reading is nine requests")
    func sizes() {
        let pace = pace()
        var readings = 0
        while (try? pace.pass("v", from: Self.home, at: Self.now)) != nil {
            pace.add(1 << 20, to: "v", from: Self.home)
            readings += 1
        }
        #expect(readings == 35)
    }

    @Test("visitors of one address have a limit together, and so have all networks of a site; others have their own")
    func networks() {
        let pace = pace()
        #expect((0..<10).reduce(0) { $0 + passed(pace, 300, "v-\($1)", Self.home) } == 1280)
        #expect(passed(pace, 1, nil, Self.home) == 0)
        #expect(passed(pace, 1, nil, [192, 0, 2, 2]) == 1)
        func network(_ site: UInt8, _ number: UInt8) -> [UInt8] { [0x20, 1, 0x0D, 0xB8, 0, site, 0, number] }
        #expect((0..<10).reduce(0) { $0 + passed(pace, 1000, nil, network(1, UInt8($1))) } == 4 * 1280)
        #expect(passed(pace, 1, nil, network(2, 1)) == 1)
    }
}
