/// Money that a day's answers may use up together: of everybody, of one visitor, of one address, of one client.
package struct Pot: Hashable, Sendable {
    /// What tells pots apart, such as `visitors` or `visitor/3f2a`. Never a visitor's address in the clear.
    package var name: String
    /// In whole picodollars, a day.
    package var limit: Int64
    /// Of what all others leave in the first pot of a reservation, answers under way keep at most one part of so many in
    /// this one, as ``Ledger/reserve(_:id:amount:in:now:lifetime:)`` says: where many ask that one person can be. Nil for
    /// as much as there is.
    package var part: Int64?

    /// A pot; one without a limit is none at all.
    package init(name: String, limit: Int64, part: Int64? = nil) {
        self.name = name
        self.limit = limit
        self.part = part
    }
}

/// What a pot has given away on a day, in whole picodollars.
package struct PotBalance: Equatable, Sendable {
    /// Paid for good.
    package var spent: Int64
    /// Kept for answers that are under way.
    package var reserved: Int64

    /// A balance; without arguments that of a pot that nobody has touched.
    package init(spent: Int64 = 0, reserved: Int64 = 0) {
        self.spent = spent
        self.reserved = reserved
    }
}

/// Money that is kept for an answer until it is known what the answer cost.
package struct Reservation: Equatable, Sendable {
    package var id: String
    /// The worst case of the answer, in whole picodollars.
    package var amount: Int64
    /// The names of the pots that it is kept in.
    package var pots: [String]
    /// The day, in UTC, whose money it is: days since 1970.
    package var day: Int64
    /// When it runs out, in Unix seconds.
    package var expires: Int64
    /// Whether something may have reached the account: from then on the answer may have cost its worst case.
    package var isSent: Bool

    /// A reservation as a store keeps it.
    package init(id: String, amount: Int64, pots: [String], day: Int64, expires: Int64, isSent: Bool = false) {
        self.id = id
        self.amount = amount
        self.pots = pots
        self.day = day
        self.expires = expires
        self.isSent = isSent
    }
}
