import AssistantModel

/// Amounts of US dollars as people read them.
package enum DollarText {
    /// Such as `$12.40`, `$0.124` or `-$0.00251`: to the cent from a dollar on, below to three significant digits, and at
    /// least two decimals.
    package static func text(_ amount: Dollars) -> String {
        let magnitude = amount.picodollars.magnitude
        var unit: UInt64 = 10_000_000_000
        if magnitude < 1_000_000_000_000 {
            var limit: UInt64 = 100_000_000_000
            unit = 1_000_000_000
            while unit > 1, magnitude < limit {
                unit /= 10
                limit /= 10
            }
        }
        let rounded = (magnitude + unit / 2) / unit * unit
        return (amount < .zero && rounded > 0 ? "-" : "") + "$" + digits(rounded)
    }

    /// A change, always with its sign: `+$0.13`.
    package static func change(_ amount: Dollars) -> String {
        (amount < .zero ? "" : "+") + text(amount)
    }

    /// A price as it is published: every decimal, at least two.
    package static func text(_ price: Price) -> String {
        "$" + digits(price.dollars.picodollars.magnitude)
    }

    /// Every decimal, without a sign for dollars: `-0.124`.
    static func decimal(_ amount: Dollars) -> String {
        (amount < .zero ? "-" : "") + digits(amount.picodollars.magnitude)
    }

    private static func digits(_ picodollars: UInt64) -> String {
        let (whole, fraction) = picodollars.quotientAndRemainder(dividingBy: 1_000_000_000_000)
        let digits = String(fraction)
        var decimals = String(repeating: "0", count: 12 - digits.count) + digits
        while decimals.count > 2, decimals.hasSuffix("0") { decimals.removeLast() }
        return "\(whole).\(decimals)"
    }
}
