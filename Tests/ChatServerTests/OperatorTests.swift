import Synchronization
import Testing

@testable import ChatServer

@Suite("What operators are told")
struct OperatorTests {
    @Test("a line that comes with every question is written once a minute, and others beside it")
    func rare() {
        let lines = Mutex<[String]>([])
        let now = Mutex(ContinuousClock.now)
        let log = RareLog({ line in lines.withLock { $0.append(line) } }, now: { now.withLock { $0 } })
        for _ in 0..<100 { log("a") }
        log("b")
        now.withLock { $0 += .seconds(59) }
        log("a")
        #expect(lines.withLock { $0 } == ["a", "b"])
        now.withLock { $0 += .seconds(1) }
        log("a")
        #expect(lines.withLock { $0 } == ["a", "b", "a"])
    }

    @Test("a budget is called as the manifest calls it, and tells of nobody who asked")
    func budgets() {
        let names = [
            "visitors": "budget.usd_per_day", "visitor/3f2a": "budget.usd_per_visitor_per_day",
            "address/77ab": "addresses.usd_per_day", "site/77ab": "addresses.usd_per_day",
            "client/shop": "clients.shop.usd_per_day",
        ]
        for (pot, name) in names { #expect(BudgetName.of(pot: pot) == name) }
    }
}
