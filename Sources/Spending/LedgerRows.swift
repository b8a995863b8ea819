/// The rows of a ledger as one transaction of a store sees them. Nobody else changes them meanwhile.
package protocol LedgerRows {
    /// What the store throws.
    associatedtype Failure: Error

    /// The balance of a pot on a day; an empty one where there is none yet.
    func balance(of pot: String, on day: Int64) throws(Failure) -> PotBalance

    /// Writes a balance.
    mutating func set(_ balance: PotBalance, of pot: String, on day: Int64) throws(Failure)

    /// A reservation that is open; nil for one that was settled or ran out.
    func reservation(_ id: String) throws(Failure) -> Reservation?

    /// Writes a reservation over one of the same id.
    mutating func set(_ reservation: Reservation) throws(Failure)

    /// Removes a reservation.
    mutating func removeReservation(_ id: String) throws(Failure)

    /// Open reservations that ran out before a moment, in any order.
    func reservations(expiredBefore time: Int64) throws(Failure) -> [Reservation]
}
