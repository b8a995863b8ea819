import AssistantModel
import ChatServer
import Foundation
import Rendering
import Spending

/// What `serve` did, for operators.
enum ServeReport {
    /// Today's pots beside what they may give: of everybody and of clients each, of visitors and addresses as many as
    /// there are, and the one that spent most.
    static func status(_ pots: [PotReport], _ settings: ServeSettings, isEmbedded: Bool) -> String {
        guard !pots.isEmpty else { return "Nothing was spent today (UTC)." }
        var lines: [String] = []
        for pot in pots {
            if pot.name == "visitors" { lines.append(line("visitors", pot.balance, of: settings.budget.perDay)) }
            if pot.name.hasPrefix("client/") {
                let name = String(pot.name.dropFirst("client/".count))
                lines.append(line("client \(name)", pot.balance, of: settings.clients[name]?.perDay))
            }
        }
        let visitors = pots.filter { $0.name.hasPrefix("visitor/") }
        let addresses = pots.filter { $0.name.hasPrefix("address/") }
        if let most = most(visitors) {
            let limit = settings.visitorPerDay
            lines.append(line("most by one visitor", most, of: limit))
        }
        if let most = most(addresses) {
            let isFree = isEmbedded && settings.budget.perDay == nil
            lines.append(line("most from one address", most, of: isFree ? nil : settings.addressPerDay))
        }
        if !visitors.isEmpty {
            let places = "\(addresses.count) address\(addresses.count == 1 ? "" : "es")"
            lines.append("asked today: \(counted(visitors.count, "visitor")) from \(places)")
        }
        return "Today (UTC):\n" + lines.map { "  \(VisibleText.line($0))" }.joined(separator: "\n")
    }

    private static func most(_ pots: [PotReport]) -> PotBalance? {
        pots.map(\.balance).max { $0.spent < $1.spent }
    }

    private static func line(_ name: String, _ balance: PotBalance, of limit: Price?) -> String {
        let kept = balance.reserved > 0 ? ", \(MoneyText.dollars(balance.reserved)) reserved" : ""
        let most = limit.map { ", of \(MoneyText.dollars($0.dollars.picodollars))" } ?? ""
        return "\(name): \(MoneyText.dollars(balance.spent)) spent\(kept)\(most)"
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
