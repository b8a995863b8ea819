import AssistantModel

/// The money of one run: what is reserved and spent together never passes the ceiling.
struct CheckBudget {
    /// Nil for no ceiling.
    let limit: Dollars?
    private(set) var spent = Dollars.zero
    private var reserved = Dollars.zero

    init(limit: Dollars?) { self.limit = limit }

    /// Keeps the worst case of an answer.
    ///
    /// - Returns: whether there was so much left.
    mutating func reserve(_ worst: Dollars) -> Bool {
        if let limit, spent + reserved + worst > limit { return false }
        reserved = reserved + worst
        return true
    }

    /// Pays for an answer, and gives back what it did not need.
    ///
    /// - Parameter cost: nil where it is not known: the whole reservation then.
    mutating func settle(_ worst: Dollars, cost: Dollars?) {
        reserved = reserved - worst
        spent = spent + (cost ?? worst)
    }
}
