import AssistantModel
import Rendering

extension CheckBudget {
    /// Why the next answer is not asked, and the ceiling with which it would be; for where a limit is what stands in the
    /// way and nothing is under way.
    ///
    /// - Parameters:
    ///   - worst: what the answer reserves.
    ///   - answers: paid for so far. What they cost is what the rest is taken to cost.
    ///   - missing: answers that may still be needed at most, this one included.
    func shortage(of worst: Dollars, answers: Int, missing: Int) -> String {
        let limit = limit ?? spent
        let mean = answers > 0 ? Dollars(picodollars: spent.picodollars / Int64(answers)) : worst
        let needed = spent + worst + mean * Int64(max(0, missing - 1))
        return "not asked: an answer reserves up to \(DollarText.text(worst)), and "
            + "\(DollarText.text(limit - spent)) of \(DollarText.text(limit)) is left; "
            + "`--budget \(Self.cents(atLeast: needed))` would do"
            + (answers > 0 ? " at what answers cost so far" : "")
    }

    /// As the option takes it, rounded up.
    private static func cents(atLeast amount: Dollars) -> String {
        let (cents, rest) = amount.picodollars.quotientAndRemainder(dividingBy: 10_000_000_000)
        let (dollars, part) = (cents + (rest > 0 ? 1 : 0)).quotientAndRemainder(dividingBy: 100)
        return "\(dollars).\(part < 10 ? "0" : "")\(part)"
    }
}
