/// An amount of US dollars in whole picodollars, so that no price is rounded: a price per million tokens with six
/// decimals is a whole number of picodollars per token.
package struct Dollars: Hashable, Comparable, Sendable, Codable {
    /// 10⁻¹² dollars.
    package let picodollars: Int64

    package static let zero = Dollars(picodollars: 0)

    /// An amount; up to nine million dollars either way.
    package init(picodollars: Int64) { self.picodollars = picodollars }

    /// Smaller amounts first.
    package static func < (left: Dollars, right: Dollars) -> Bool { left.picodollars < right.picodollars }

    /// Amounts that no account sees end at the largest one there is.
    package static func + (left: Dollars, right: Dollars) -> Dollars {
        let (sum, overflow) = left.picodollars.addingReportingOverflow(right.picodollars)
        return Dollars(picodollars: overflow ? (left.picodollars < 0 ? .min : .max) : sum)
    }

    package static func - (left: Dollars, right: Dollars) -> Dollars {
        let (difference, overflow) = left.picodollars.subtractingReportingOverflow(right.picodollars)
        return Dollars(picodollars: overflow ? (left.picodollars < 0 ? .min : .max) : difference)
    }

    package static func * (amount: Dollars, factor: Int64) -> Dollars {
        let (product, overflow) = amount.picodollars.multipliedReportingOverflow(by: factor)
        return Dollars(picodollars: overflow ? ((amount.picodollars < 0) == (factor < 0) ? .max : .min) : product)
    }
}

/// A price that a catalogue states, such as 0.05 dollars per million tokens: exact to the millionth of a dollar.
package struct Price: Hashable, Sendable, Codable {
    /// Of a dollar; at least 0, at most ``maximum``.
    package let millionths: Int64

    /// 10,000 dollars: no amount made from a price and the tokens of a call overflows.
    package static let maximum: Int64 = 10_000_000_000

    /// Nil beyond the limits.
    package init?(millionths: Int64) {
        guard (0...Self.maximum).contains(millionths) else { return nil }
        self.millionths = millionths
    }

    /// Nil for what is no number of dollars with at most six decimals, such as `0.05` or `5e-2`: nothing is rounded.
    package init?(decimal text: String) {
        let parts = text.lowercased().split(separator: "e", omittingEmptySubsequences: false)
        guard parts.count <= 2, let exponent = parts.count == 2 ? Int(parts[1]) : 0, (-20...20).contains(exponent)
        else { return nil }
        let mantissa = parts[0].split(separator: ".", omittingEmptySubsequences: false)
        guard mantissa.count <= 2, !mantissa[0].isEmpty else { return nil }
        let fraction = mantissa.count == 2 ? mantissa[1] : ""
        var digits = Array((mantissa[0] + fraction).utf8)
        guard digits.count <= 30, digits.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }) else {
            return nil
        }
        var shift = 6 - fraction.utf8.count + exponent
        while shift < 0, digits.count > 1 || digits.first != UInt8(ascii: "0") {
            guard digits.popLast() == UInt8(ascii: "0") else { return nil }
            if digits.isEmpty { digits = [UInt8(ascii: "0")] }
            shift += 1
        }
        digits += Array(repeating: UInt8(ascii: "0"), count: max(0, shift))
        guard let millionths = Int64(String(decoding: digits, as: UTF8.self)) else { return nil }
        self.init(millionths: millionths)
    }

    /// What `count` tokens cost when this is the price of a million of them.
    ///
    /// A millionth of a dollar per million tokens is a picodollar per token.
    package func ofTokens(_ count: Int64) -> Dollars { Dollars(picodollars: millionths) * count }

    /// The price itself.
    package var dollars: Dollars { Dollars(picodollars: millionths) * 1_000_000 }
}
