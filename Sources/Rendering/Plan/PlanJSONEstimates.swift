import AssistantModel
import OrderedJSON
import Planning

/// `assistantctl.estimates` of a plan: token counts are estimates, dollars follow from them; null is unknown.
enum PlanJSONEstimates {
    static func value(of estimates: PlanEstimates) -> JSONValue {
        var members: JSONObject = [
            "price_date": .string(estimates.priceDate.description),
            "assistants": .array(estimates.assistants.map(assistant)),
            "change_per_thousand_calls_usd": JSONValue(estimates.changePerThousandCalls),
        ]
        if let storage = estimates.storage { members["storage"] = value(of: storage) }
        return .object(members)
    }

    private static func assistant(_ calls: PlanEstimates.AssistantCalls) -> JSONValue {
        var members: JSONObject = ["address": .string(calls.address.description)]
        if let before = calls.before { members["before"] = call(before) }
        members["after"] = call(calls.after)
        return .object(members)
    }

    private static func call(_ call: PlanEstimates.Call) -> JSONValue {
        [
            "model": .string(call.model),
            "input_tokens": .integer(call.inputTokens),
            "per_thousand_calls_usd": JSONValue(call.perThousandCalls),
            "output_per_million_tokens_usd": JSONValue(call.outputPrice?.dollars),
        ]
    }

    private static func value(of storage: PlanEstimates.Storage) -> JSONValue {
        [
            "bytes_before": JSONValue(storage.bytesBefore),
            "bytes_after": JSONValue(storage.bytesAfter),
            "least_per_month_usd": JSONValue(storage.leastPerMonth),
            "most_per_month_usd": JSONValue(storage.mostPerMonth),
            "free_gigabytes": JSONValue(storage.freeGigabytes),
            "price_seen": JSONValue(storage.priceSeen),
        ]
    }
}

extension JSONValue {
    /// A number of US dollars, or null. The decimal digits are the amount's own: a reader that rounds does so by itself.
    init(_ amount: Dollars?) {
        let number = amount.flatMap { Double(DollarText.decimal($0)) }
        self = number.map { Int64(exactly: $0).map { .integer($0) } ?? .number($0) } ?? .null
    }
}
