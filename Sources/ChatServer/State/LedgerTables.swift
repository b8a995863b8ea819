import OrderedJSON
import Spending
import StateDatabase

/// The rows of money in one transaction.
struct LedgerTables: LedgerRows {
    let session: any SQLSession
    let scope: String

    func balance(of pot: String, on day: Int64) throws(SQLFailure) -> PotBalance {
        let row = try session.row(
            "SELECT spent, reserved FROM pot WHERE scope = ? AND day = ? AND name = ?",
            [.text(scope), .integer(day), .text(pot)]
        )
        guard let row else { return PotBalance() }
        return PotBalance(spent: try row.integer("spent"), reserved: try row.integer("reserved"))
    }

    mutating func set(_ balance: PotBalance, of pot: String, on day: Int64) throws(SQLFailure) {
        try session.execute(
            """
            INSERT INTO pot(scope, day, name, spent, reserved) VALUES (?, ?, ?, ?, ?)
            ON CONFLICT (scope, day, name) DO UPDATE SET spent = excluded.spent, reserved = excluded.reserved
            """,
            [.text(scope), .integer(day), .text(pot), .integer(balance.spent), .integer(balance.reserved)]
        )
    }

    func reservation(_ id: String) throws(SQLFailure) -> Reservation? {
        let row = try session.row(
            "SELECT * FROM reservation WHERE scope = ? AND id = ?",
            [.text(scope), .text(id)]
        )
        guard let row else { return nil }
        return try Self.reservation(row)
    }

    mutating func set(_ reservation: Reservation) throws(SQLFailure) {
        try session.execute(
            """
            INSERT INTO reservation(scope, id, amount, pots, day, expires, is_sent) VALUES (?, ?, ?, ?, ?, ?, ?)
            ON CONFLICT (scope, id) DO UPDATE SET amount = excluded.amount, pots = excluded.pots, day = excluded.day,
              expires = excluded.expires, is_sent = excluded.is_sent
            """,
            [
                .text(scope), .text(reservation.id), .integer(reservation.amount),
                .text(JSONValue.array(reservation.pots.map { .string($0) }).text), .integer(reservation.day),
                .integer(reservation.expires), .flag(reservation.isSent),
            ]
        )
    }

    mutating func removeReservation(_ id: String) throws(SQLFailure) {
        try session.execute("DELETE FROM reservation WHERE scope = ? AND id = ?", [.text(scope), .text(id)])
    }

    func reservations(expiredBefore time: Int64) throws(SQLFailure) -> [Reservation] {
        let rows = try session.rows(
            "SELECT * FROM reservation WHERE scope = ? AND expires < ?",
            [.text(scope), .integer(time)]
        )
        var reservations: [Reservation] = []
        for row in rows { reservations.append(try Self.reservation(row)) }
        return reservations
    }

    private static func reservation(_ row: SQLRow) throws(SQLFailure) -> Reservation {
        Reservation(
            id: try row.text("id"),
            amount: try row.integer("amount"),
            pots: (try row.json("pots").arrayValue ?? []).compactMap(\.stringValue),
            day: try row.integer("day"),
            expires: try row.integer("expires"),
            isSent: try row.integer("is_sent") != 0
        )
    }
}

extension SQLRow {
    /// A text of JSON.
    func json(_ column: String) throws(SQLFailure) -> JSONValue {
        let text = try text(column)
        do throws(JSONError) {
            return try JSONReader().value(from: text)
        } catch {
            throw SQLFailure(.refused, "the column \(column) of the database holds no JSON: \(error)")
        }
    }
}
