import AssistantModel
import Planning

/// The words for what a plan changes in tokens and dollars, for every format that people read.
package enum CostText {
    /// Below a changed assistant: `about 1,240 → 1,310 input tokens a call, $0.124 → $0.131 per 1,000 calls`.
    package static func line(_ calls: PlanEstimates.AssistantCalls) -> String {
        let (before, after) = (calls.before ?? calls.after, calls.after)
        let tokens = change(before.inputTokens, after.inputTokens, Wording.grouped)
        let noun = after.inputTokens == 1 ? "token" : "tokens"
        var parts = ["about \(tokens) input \(noun) a call"]
        if before.perThousandCalls == nil, after.perThousandCalls == nil {
            parts.append("price unknown")
        } else {
            let prices = change(before.perThousandCalls, after.perThousandCalls) {
                $0.map { DollarText.text($0) } ?? "unknown"
            }
            parts.append("\(prices) per 1,000 calls")
        }
        if before.outputPrice != after.outputPrice {
            let prices = change(before.outputPrice, after.outputPrice) { $0.map { DollarText.text($0) } ?? "unknown" }
            return parts.joined(separator: ", ") + "; output \(prices) per 1M tokens"
        }
        return parts.joined(separator: ", ")
    }

    /// Below the count of changes: one line for calls and one for storage, as far as they change.
    package static func summary(_ estimates: PlanEstimates) -> [String] {
        var lines: [String] = []
        if !estimates.assistants.isEmpty { lines.append(calls(estimates)) }
        if let storage = estimates.storage { lines.append(text(storage)) }
        return lines
    }

    private static func calls(_ estimates: PlanEstimates) -> String {
        guard let change = estimates.changePerThousandCalls else {
            let models = estimates.assistants.flatMap { [$0.before, $0.after] }.compactMap(\.self)
                .filter { $0.perThousandCalls == nil }.map(\.model)
            let names = Wording.list(Set(models).sorted())
            return "Cost: unknown, for the catalogue of \(estimates.priceDate) has no price of \(names)."
        }
        let whose = estimates.assistants.count == 1 ? "" : " of each of these assistants"
        return "Cost: about \(DollarText.change(change)) per 1,000 calls\(whose), "
            + "questions, answers and calls of tools not counted (prices of \(estimates.priceDate))."
    }

    private static func text(_ storage: PlanEstimates.Storage) -> String {
        let bytes = change(storage.bytesBefore ?? storage.bytesAfter, storage.bytesAfter, ByteCount.text)
        let files = "Storage: \(bytes) of knowledge files"
        guard let most = storage.mostPerMonth else { return "\(files), price unknown." }
        let seen = storage.priceSeen.map { " (price last seen \($0))" } ?? ""
        if let least = storage.leastPerMonth, least > .zero {
            return "\(files), \(DollarText.text(least)) to \(DollarText.text(most)) a month\(seen)."
        }
        let free = storage.freeGigabytes ?? 0
        let gift =
            switch free {
            case 0: ""
            case 1: "; the account's first GB is free"
            default: "; the account's first \(free) GB are free"
            }
        return "\(files), \(Self.atMost(most)) a month\(gift)\(seen)."
    }

    /// To the cent: nobody is billed less.
    private static func atMost(_ amount: Dollars) -> String {
        amount < Dollars(picodollars: 10_000_000_000) ? "less than $0.01" : "at most \(DollarText.text(amount))"
    }

    /// `before → after`, or one of them where they read alike.
    private static func change<Value>(_ before: Value, _ after: Value, _ text: (Value) -> String) -> String {
        let (before, after) = (text(before), text(after))
        return before == after ? after : "\(before) → \(after)"
    }
}
