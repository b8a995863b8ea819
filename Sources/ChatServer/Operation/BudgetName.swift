/// Pots by the key of the manifest that limits them: what an operator can change, and nothing of who asked.
enum BudgetName {
    /// - Parameter pot: its name in the store, such as `visitor/3f2a`.
    static func of(pot: String) -> String {
        let kind = pot.prefix { $0 != "/" }
        return switch kind {
        case "visitors": "budget.usd_per_day"
        case "visitor": "budget.usd_per_visitor_per_day"
        case "address", "site": "addresses.usd_per_day"
        case "client": "clients.\(pot.dropFirst(kind.count + 1)).usd_per_day"
        default: pot
        }
    }
}
