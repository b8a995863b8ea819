import Spending
import Testing

/// Rows in memory.
private struct Book: LedgerRows {
    var balances: [String: PotBalance] = [:]
    var reservations: [String: Reservation] = [:]

    func balance(of pot: String, on day: Int64) throws(Never) -> PotBalance {
        balances["\(day)/\(pot)"] ?? PotBalance()
    }
    mutating func set(_ balance: PotBalance, of pot: String, on day: Int64) throws(Never) {
        balances["\(day)/\(pot)"] = balance
    }
    func reservation(_ id: String) throws(Never) -> Reservation? { reservations[id] }
    mutating func set(_ reservation: Reservation) throws(Never) { reservations[reservation.id] = reservation }
    mutating func removeReservation(_ id: String) throws(Never) { reservations[id] = nil }
    func reservations(expiredBefore time: Int64) throws(Never) -> [Reservation] {
        reservations.values.filter { $0.expires < time }
    }
}

/// Chance from a seed, so that a failure can be seen again.
private struct SeededGenerator: RandomNumberGenerator {
    var state: UInt64
    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var bits = state
        bits = (bits ^ (bits >> 30)) &* 0xBF58_476D_1CE4_E5B9
        bits = (bits ^ (bits >> 27)) &* 0x94D0_49BB_1331_11EB
        return bits ^ (bits >> 31)
    }
}

@Suite("Pots of money")
struct LedgerTests {
    @Test("an answer reserves its worst case in every pot or in none, and gives back what it did not need")
    func reserves() {
        var book = Book()
        let pots = [Pot(name: "visitors", limit: 100), Pot(name: "visitor/a", limit: 50)]
        #expect(Ledger.reserve(&book, id: "1", amount: 40, in: pots, now: 10, lifetime: 60) == .reserved)
        #expect(
            Ledger.reserve(&book, id: "2", amount: 20, in: pots, now: 11, lifetime: 60)
                == .busy(pot: "visitor/a")
        )
        #expect(
            Ledger.reserve(&book, id: "2", amount: 51, in: pots, now: 11, lifetime: 60)
                == .exhausted(pot: "visitor/a")
        )
        #expect(book.balance(of: "visitors", on: 0) == PotBalance(reserved: 40))
        #expect(Ledger.markSent(&book, id: "1"))
        #expect(Ledger.settle(&book, id: "1", amount: 5) == 5)
        #expect(book.balance(of: "visitor/a", on: 0) == PotBalance(spent: 5))
        #expect(Ledger.reserve(&book, id: "2", amount: 45, in: pots, now: 12, lifetime: 60) == .reserved)
        #expect(Ledger.settle(&book, id: "1", amount: 5) == nil)
    }

    @Test("what is under way from one place leaves room for others, but for a second answer and for one visitor alone")
    func room() {
        var book = Book()
        func ask(_ id: String, _ visitor: String, _ place: String, _ amount: Int64 = 10) -> Ledger.Outcome {
            let pots = [
                Pot(name: "visitors", limit: 100), Pot(name: "visitor/\(visitor)", limit: 100),
                Pot(name: "address/\(place)", limit: 100, part: 4),
            ]
            return Ledger.reserve(&book, id: id, amount: amount, in: pots, now: 0, lifetime: 60)
        }
        // A quarter of a hundred is two answers.
        #expect(ask("1", "a", "here") == .reserved)
        #expect(ask("2", "b", "here") == .reserved)
        #expect(ask("3", "c", "here") == .busy(pot: "visitors"))
        #expect(ask("4", "c", "here", 5) == .reserved)
        #expect(ask("5", "d", "there") == .reserved)
        #expect(ask("6", "e", "there") == .reserved)
        // What is left has become less, and somebody alone still gets what there is.
        for id in ["7", "8", "9"] { #expect(ask(id, "f", "elsewhere") == .reserved) }
        #expect(ask("10", "g", "elsewhere") == .busy(pot: "visitors"))
        for id in ["1", "2"] { #expect(Ledger.settle(&book, id: id, amount: 1) == 1) }
        // A quarter of 48.
        #expect(ask("11", "h", "here", 7) == .reserved)
        #expect(ask("12", "i", "here", 1) == .busy(pot: "visitors"))
    }

    @Test("ten addresses of one site leave half of the money to others, and one of them half of that to the site")
    func neighbours() {
        var book = Book()
        func ask(_ id: String, _ address: Int, of site: String) -> Ledger.Outcome {
            let pots = [
                Pot(name: "visitors", limit: 200), Pot(name: "visitor/\(id)", limit: 200),
                Pot(name: "address/\(site)\(address)", limit: 200, part: 4),
                Pot(name: "site/\(site)", limit: .max, part: 2),
            ]
            return Ledger.reserve(&book, id: id, amount: 5, in: pots, now: 0, lifetime: 60)
        }
        func taken(_ address: Int, of site: String) -> Int {
            (0..<40).count { ask("\(site)-\(address)-\($0)", address, of: site) == .reserved }
        }
        #expect(taken(0, of: "a") == 10)
        #expect((1..<10).reduce(0) { $0 + taken($1, of: "a") } == 10)
        #expect(taken(0, of: "b") == 5)
    }

    @Test("however the answers of eight places come and go, a ninth finds money for one", arguments: 0..<50)
    func crowd(seed: UInt64) {
        var chance = SeededGenerator(state: seed)
        var book = Book()
        let limit: Int64 = 100
        var open: [String] = []
        func pots(_ visitor: Int, _ place: String) -> [Pot] {
            [
                Pot(name: "visitors", limit: limit), Pot(name: "visitor/\(visitor)", limit: limit),
                Pot(name: place, limit: limit, part: 4),
            ]
        }
        for step in 0..<600 {
            if Int.random(in: 0..<20, using: &chance) == 0, let id = open.randomElement(using: &chance) {
                open.removeAll { $0 == id }
                #expect(Ledger.settle(&book, id: id, amount: 0) == 0)
                continue
            }
            let place = "address/\(Int.random(in: 0..<8, using: &chance))"
            let before = (all: book.balance(of: "visitors", on: 0), place: book.balance(of: place, on: 0))
            let outcome = Ledger.reserve(
                &book,
                id: "\(step)",
                amount: 1,
                in: pots(step, place),
                now: 0,
                lifetime: 900
            )
            // What the others leave: the rule in other words.
            let left = limit - before.all.reserved + before.place.reserved
            let isAllowed = before.place.reserved <= 1 || (before.place.reserved + 1) * 4 <= left
            #expect(outcome == (isAllowed ? .reserved : .busy(pot: "visitors")), "seed \(seed), step \(step)")
            if outcome == .reserved { open.append("\(step)") }
            #expect(
                Ledger.reserve(&book, id: "ninth", amount: 1, in: pots(-1, "ninth"), now: 0, lifetime: 900)
                    == .reserved,
                "seed \(seed), step \(step)"
            )
            #expect(Ledger.settle(&book, id: "ninth", amount: 0) == 0)
        }
    }

    @Test("without usage an answer costs what was reserved; what ran out is spent unless nothing was sent")
    func unknownEnds() {
        var book = Book()
        let pots = [Pot(name: "visitors", limit: 100)]
        for (id, amount) in [("cut", Int64(10)), ("crashed", 20), ("unsent", 30)] {
            #expect(Ledger.reserve(&book, id: id, amount: amount, in: pots, now: 0, lifetime: 60) == .reserved)
        }
        #expect(Ledger.markSent(&book, id: "cut") && Ledger.markSent(&book, id: "crashed"))
        #expect(Ledger.settle(&book, id: "cut", amount: nil) == 10)
        Ledger.expire(&book, now: 60)
        #expect(book.reservations.count == 2)
        Ledger.expire(&book, now: 61)
        #expect(book.balance(of: "visitors", on: 0) == PotBalance(spent: 30))
        #expect(!Ledger.markSent(&book, id: "unsent"))
    }

    @Test("days are those of UTC, and an answer belongs to the day on which it began")
    func days() {
        #expect(Ledger.day(of: 86_399) == 0)
        #expect(Ledger.day(of: 86_400) == 1)
        #expect(Ledger.day(of: -1) == -1)
        var book = Book()
        let pots = [Pot(name: "visitors", limit: 10)]
        #expect(Ledger.reserve(&book, id: "late", amount: 10, in: pots, now: 86_399, lifetime: 60) == .reserved)
        #expect(Ledger.reserve(&book, id: "next", amount: 10, in: pots, now: 86_400, lifetime: 60) == .reserved)
        #expect(Ledger.settle(&book, id: "late", amount: 7) == 7)
        #expect(book.balance(of: "visitors", on: 0) == PotBalance(spent: 7))
        #expect(book.balance(of: "visitors", on: 1) == PotBalance(reserved: 10))
    }

    @Test(
        "no order of reserving, sending, settling, running out and crashing spends more than a pot has, or gives anything away",
        arguments: 0..<200
    )
    func anyOrder(seed: UInt64) {
        var chance = SeededGenerator(state: seed)
        var book = Book()
        let limits = ["all": Int64.random(in: 0...500, using: &chance), "a": 120, "b": 90]
        var now = Int64.random(in: 0...200_000, using: &chance)
        /// What every answer that may have reached the account cost, by pot and day: counted beside the ledger.
        var owed: [String: Int64] = [:]
        var open: [String: (isSent: Bool, cost: Int64, reservation: Reservation)] = [:]

        for step in 0..<300 {
            let id = "answer-\(step)"
            switch Int.random(in: 0..<10, using: &chance) {
            case 0..<4:
                let names = [["all", "a"], ["all", "b"], ["all", "a", "b"], ["all"]].randomElement(using: &chance)
                let pots = (names ?? ["all"]).map { name in
                    Pot(name: name, limit: limits[name, default: 0], part: name == "b" ? 4 : nil)
                }
                let amount = Int64.random(in: 0...60, using: &chance)
                guard
                    Ledger.reserve(&book, id: id, amount: amount, in: pots, now: now, lifetime: 30) == .reserved,
                    let reservation = book.reservation(id)
                else { continue }
                open[id] = (false, Int64.random(in: 0...amount, using: &chance), reservation)
            case 4, 5:
                guard let id = open.keys.sorted().randomElement(using: &chance) else { continue }
                #expect(Ledger.markSent(&book, id: id))
                open[id]?.isSent = true
            case 6, 7:
                guard let id = open.keys.sorted().randomElement(using: &chance),
                    let answer = open.removeValue(forKey: id)
                else { continue }
                let isKnown = Bool.random(using: &chance) || !answer.isSent
                let cost = answer.isSent ? answer.cost : 0
                #expect(Ledger.settle(&book, id: id, amount: isKnown ? cost : nil) != nil)
                for pot in answer.reservation.pots {
                    owed["\(answer.reservation.day)/\(pot)", default: 0] += isKnown ? cost : answer.reservation.amount
                }
            case 8:
                // Whoever held them is gone: only the clock ends them.
                now += Int64.random(in: 0...40, using: &chance)
                Ledger.expire(&book, now: now)
                for (id, answer) in open where answer.reservation.expires < now {
                    open[id] = nil
                    for pot in answer.reservation.pots where answer.isSent {
                        owed["\(answer.reservation.day)/\(pot)", default: 0] += answer.reservation.amount
                    }
                }
            default: now += Int64.random(in: 0...5000, using: &chance) / (step % 7 == 0 ? 1 : 500)
            }
            for (key, balance) in book.balances {
                let pot = String(key.split(separator: "/")[1])
                #expect(balance.spent + balance.reserved <= limits[pot, default: 0], "seed \(seed), step \(step)")
                #expect(balance.spent == owed[key, default: 0], "seed \(seed), step \(step)")
            }
        }
        let reserved = open.values.flatMap { answer in answer.reservation.pots.map { _ in answer.reservation.amount } }
        #expect(book.balances.values.reduce(0) { $0 + $1.reserved } == reserved.reduce(0, +))
    }
}
