/// The rules of money: what may be reserved, and what becomes of a reservation. The same for every store.
///
/// A pot never gives away more in a day than its limit, as long as no answer costs more than was reserved for it; and an
/// answer that may have reached the account is paid for, whatever becomes of the program in the middle of it.
package enum Ledger {
    /// Seconds of a day in UTC.
    package static let secondsOfDay: Int64 = 86_400

    /// The day of a moment, in UTC: days since 1970.
    ///
    /// - Parameter time: Unix seconds, by the store's clock.
    package static func day(of time: Int64) -> Int64 {
        time >= 0 ? time / secondsOfDay : (time - secondsOfDay + 1) / secondsOfDay
    }

    /// How an attempt to reserve ended.
    package enum Outcome: Equatable, Sendable {
        case reserved
        /// This pot does not have so much left today. Nothing was reserved in any pot.
        case exhausted(pot: String)
        /// This pot has it, but keeps it for answers that are under way, or for those of others: most of that comes back.
        /// Nothing was reserved.
        case busy(pot: String)
    }

    /// Keeps an answer's worst case in every pot, or in none.
    ///
    /// A reservation is many times what an answer costs, so answers under way could keep all that there is from everybody
    /// else. In a pot that leaves room no more is kept at a time than its ``Pot/part`` of what all others leave in the
    /// first pot; but always a second answer, and whatever is kept there for one visitor alone.
    ///
    /// - Parameters:
    ///   - amount: in whole picodollars; a negative one counts as nothing left.
    ///   - now: Unix seconds, by the store's clock.
    ///   - lifetime: in seconds: after that the reservation counts as ``expire(_:now:)`` says.
    package static func reserve<Rows: LedgerRows>(
        _ rows: inout Rows,
        id: String,
        amount: Int64,
        in pots: [Pot],
        now: Int64,
        lifetime: Int64
    ) throws(Rows.Failure) -> Outcome {
        let day = day(of: now)
        var busy: String?
        var balances: [(pot: Pot, balance: PotBalance)] = []
        for pot in pots {
            let balance = try rows.balance(of: pot.name, on: day)
            balances.append((pot, balance))
            guard amount >= 0, clamped(balance.spent, amount) <= pot.limit, balance.spent <= pot.limit else {
                return .exhausted(pot: pot.name)
            }
            let used = clamped(balance.spent, balance.reserved)
            if used > pot.limit || amount > pot.limit - used { busy = busy ?? pot.name }
        }
        if let busy { return .busy(pot: busy) }
        if let first = balances.first?.pot, isCrowded(balances, amount) { return .busy(pot: first.name) }
        for (pot, var balance) in balances {
            balance.reserved = clamped(balance.reserved, amount)
            try rows.set(balance, of: pot.name, on: day)
        }
        try rows.set(Reservation(id: id, amount: amount, pots: pots.map(\.name), day: day, expires: now + lifetime))
        return .reserved
    }

    /// Whether a pot that leaves room would leave too little with one more answer.
    private static func isCrowded(_ balances: [(pot: Pot, balance: PotBalance)], _ amount: Int64) -> Bool {
        // The least that is kept is kept for one visitor, who has a pot among them.
        guard let (all, total) = balances.first, let own = balances.map(\.balance.reserved).min() else { return false }
        return balances.contains { pot, balance in
            guard let part = pot.part, balance.reserved > max(own, amount) else { return false }
            let left = all.limit - total.spent - max(0, total.reserved - balance.reserved)
            return clamped(balance.reserved, amount) > left / part
        }
    }

    /// Notes that a request is about to go out. From then on a reservation that runs out counts as spent.
    ///
    /// - Returns: whether the reservation is open: nothing may be sent for one that is not.
    package static func markSent<Rows: LedgerRows>(_ rows: inout Rows, id: String) throws(Rows.Failure) -> Bool {
        guard var reservation = try rows.reservation(id) else { return false }
        reservation.isSent = true
        try rows.set(reservation)
        return true
    }

    /// Pays for an answer and gives back what it did not need.
    ///
    /// - Parameter amount: what it cost, in whole picodollars; nil where that is not known: the whole reservation then.
    /// - Returns: what was paid; nil for a reservation that is not open any more, which nothing is paid for twice.
    package static func settle<Rows: LedgerRows>(
        _ rows: inout Rows,
        id: String,
        amount: Int64?
    ) throws(Rows.Failure) -> Int64? {
        guard let reservation = try rows.reservation(id) else { return nil }
        let paid = max(0, amount ?? reservation.amount)
        try close(&rows, reservation, paying: paid)
        return paid
    }

    /// Ends reservations that ran out, of programs that are gone: spent, unless nothing was sent.
    package static func expire<Rows: LedgerRows>(_ rows: inout Rows, now: Int64) throws(Rows.Failure) {
        for reservation in try rows.reservations(expiredBefore: now) {
            try close(&rows, reservation, paying: reservation.worst)
        }
    }

    /// Ends the reservation of an answer that nobody makes any more: spent, unless nothing was sent.
    ///
    /// - Returns: what was paid; nil for a reservation that is not open any more.
    package static func abandon<Rows: LedgerRows>(_ rows: inout Rows, id: String) throws(Rows.Failure) -> Int64? {
        guard let reservation = try rows.reservation(id) else { return nil }
        try close(&rows, reservation, paying: reservation.worst)
        return reservation.worst
    }

    private static func close<Rows: LedgerRows>(
        _ rows: inout Rows,
        _ reservation: Reservation,
        paying paid: Int64
    ) throws(Rows.Failure) {
        for pot in reservation.pots {
            var balance = try rows.balance(of: pot, on: reservation.day)
            balance.reserved = max(0, balance.reserved - reservation.amount)
            balance.spent = clamped(balance.spent, paid)
            try rows.set(balance, of: pot, on: reservation.day)
        }
        try rows.removeReservation(reservation.id)
    }

    /// Sums that no account sees end at the largest one there is: a pot is never empty again by overflow.
    private static func clamped(_ left: Int64, _ right: Int64) -> Int64 {
        let (sum, overflow) = left.addingReportingOverflow(right)
        return overflow ? .max : sum
    }
}

extension Reservation {
    /// What the answer may have cost when nobody knows what became of it.
    fileprivate var worst: Int64 { isSent ? amount : 0 }
}
