import GRDB
import OrderedJSON
import Spending

/// The rows of money in one transaction of SQLite.
struct SQLiteLedger: LedgerRows {
    let db: Database
    let scope: String

    func balance(of pot: String, on day: Int64) throws -> PotBalance {
        let row = try Row.fetchOne(
            db,
            sql: "SELECT spent, reserved FROM pot WHERE scope = ? AND day = ? AND name = ?",
            arguments: [scope, day, pot]
        )
        return row.map { PotBalance(spent: $0["spent"], reserved: $0["reserved"]) } ?? PotBalance()
    }

    mutating func set(_ balance: PotBalance, of pot: String, on day: Int64) throws {
        try db.execute(
            sql: "INSERT OR REPLACE INTO pot(scope, day, name, spent, reserved) VALUES (?, ?, ?, ?, ?)",
            arguments: [scope, day, pot, balance.spent, balance.reserved]
        )
    }

    func reservation(_ id: String) throws -> Reservation? {
        try Row.fetchOne(
            db,
            sql: "SELECT * FROM reservation WHERE scope = ? AND id = ?",
            arguments: [scope, id]
        ).map(Self.reservation)
    }

    mutating func set(_ reservation: Reservation) throws {
        try db.execute(
            sql: """
                INSERT OR REPLACE INTO reservation(scope, id, amount, pots, day, expires, is_sent)
                VALUES (?, ?, ?, ?, ?, ?, ?)
                """,
            arguments: [
                scope, reservation.id, reservation.amount,
                JSONValue.array(reservation.pots.map { .string($0) }).text, reservation.day, reservation.expires,
                reservation.isSent,
            ]
        )
    }

    mutating func removeReservation(_ id: String) throws {
        try db.execute(sql: "DELETE FROM reservation WHERE scope = ? AND id = ?", arguments: [scope, id])
    }

    func reservations(expiredBefore time: Int64) throws -> [Reservation] {
        try Row.fetchAll(
            db,
            sql: "SELECT * FROM reservation WHERE scope = ? AND expires < ?",
            arguments: [scope, time]
        ).map(Self.reservation)
    }

    private static func reservation(_ row: Row) throws -> Reservation {
        let pots = try JSONReader().value(from: row["pots"] as String).arrayValue ?? []
        return Reservation(
            id: row["id"],
            amount: row["amount"],
            pots: pots.compactMap(\.stringValue),
            day: row["day"],
            expires: row["expires"],
            isSent: row["is_sent"]
        )
    }
}
