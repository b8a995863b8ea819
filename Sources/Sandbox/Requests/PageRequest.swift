import Hummingbird
import HummingbirdCore
import OrderedJSON

/// The paging parameters of a list (docs/openai-api.md, 4.1).
struct PageRequest: Sendable {
    var limit = 20
    var isAscending = false
    var after: String?
    var before: String?
    /// How the list differs from what there is, where a fault makes it.
    var view: ListView?

    /// What a list allows in its query: the limit's default and highest value, whether `before` exists, and the names
    /// of filters of its own.
    struct Terms: Sendable {
        var defaultLimit = 20
        var maximumLimit = 100
        var hasBefore = true
        var filters: [String] = []

        static let standard = Terms()
    }
}

extension PageRequest {
    init(_ request: Request, _ context: SandboxContext, terms: Terms = .standard) throws(APIErrorResponse) {
        view = context.listView
        limit = terms.defaultLimit
        let known = ["limit", "order", "after"] + (terms.hasBefore ? ["before"] : []) + terms.filters
        for (name, text) in QueryParameters(request).all {
            switch name {
            case let name where !known.contains(name):
                throw .badRequest("Unknown parameter: '\(name)'.", parameter: name, code: "unknown_parameter")
            case "limit": limit = try Self.limit(text, maximum: terms.maximumLimit)
            case "order":
                try RequestChecker.check(.string(text), against: .choice(["asc", "desc"]), at: "order")
                isAscending = text == "asc"
            case "after": after = text
            case "before": before = text
            default: continue
            }
        }
        guard let habits = context.pageHabits else { return }
        if let most = habits.most { limit = min(limit, most) }
        if habits.ignoresCursor { (after, before) = (nil, nil) }
        if habits.ignoresOrder { isAscending = false }
    }

    private static func limit(_ text: String, maximum: Int) throws(APIErrorResponse) -> Int {
        guard let value = Int(text) else {
            try RequestChecker.check(.string(text), against: .integer(1...maximum), at: "limit")
            return maximum
        }
        try RequestChecker.check(.integer(value), against: .integer(1...maximum), at: "limit")
        return value
    }
}
