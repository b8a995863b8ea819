import ChatServer
import Foundation
import Rendering
import Spending

/// What `serve` did, for operators.
enum ServeReport {
    /// Today's pots: of everybody and of clients each, of visitors and addresses as many as there are.
    static func status(_ pots: [PotReport]) -> String {
        guard !pots.isEmpty else { return "Nothing was spent today (UTC)." }
        func line(_ name: String, _ pot: PotReport) -> String {
            let reserved = pot.balance.reserved
            let kept = reserved > 0 ? ", \(MoneyText.dollars(reserved)) reserved" : ""
            return "\(name): \(MoneyText.dollars(pot.balance.spent)) spent\(kept)"
        }
        var lines: [String] = []
        for pot in pots {
            if pot.name == "visitors" { lines.append(line("visitors", pot)) }
            if pot.name.hasPrefix("client/") { lines.append(line("client \(pot.name.dropFirst(7))", pot)) }
        }
        let visitors = pots.filter { $0.name.hasPrefix("visitor/") }.count
        let addresses = pots.filter { $0.name.hasPrefix("address/") }.count
        if visitors > 0 {
            let places = "\(addresses) address\(addresses == 1 ? "" : "es")"
            lines.append("asked today: \(counted(visitors, "visitor")) from \(places)")
        }
        return "Today (UTC):\n" + lines.map { "  \(VisibleText.line($0))" }.joined(separator: "\n")
    }

    static func feedback(_ ratings: [StoredRating]) -> String {
        guard !ratings.isEmpty else { return "No answer was rated." }
        let up = ratings.filter { $0.rating == "up" }.count
        let lines = ratings.map { rating in
            let comment =
                rating.comment.map { " \($0.split(whereSeparator: \.isNewline).joined(separator: " "))" } ?? ""
            return VisibleText.line("\(time(rating.at)) \(rating.assistant) \(rating.rating)\(comment)")
        }
        return "\(up) up, \(ratings.count - up) down.\n" + lines.joined(separator: "\n")
    }

    static func chats(_ chats: [StoredChat]) -> String {
        guard !chats.isEmpty else { return "There are no chats." }
        return chats.map { chat in
            VisibleText.line("\(time(chat.updatedAt)) \(chat.visitor) \(chat.assistant) \(chat.id)")
        }.joined(separator: "\n")
    }

    private static func time(_ seconds: Int64) -> String {
        Date(timeIntervalSince1970: Double(seconds)).formatted(.iso8601)
    }
}
