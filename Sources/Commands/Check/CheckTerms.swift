import AssistantModel

/// How checks are asked, as the options of a command say it.
struct CheckTerms: Sendable, Equatable {
    /// How often each check is asked at most, in place of what it says itself; nil for that.
    var runs: Int?
    /// What may be spent at most; nil for no ceiling.
    var ceiling: Dollars? = CheckTerms.standardCeiling
    /// Whether a whole knowledge may go up that has more than ``uploadBytes``.
    var uploadsAll = false

    /// The most that goes up without being told to where all of a knowledge has to.
    static let uploadBytes = 200_000_000

    /// Where nothing is said: one dollar.
    static let standardCeiling = Dollars(picodollars: 1_000_000_000_000)

    /// The same on an account: one that costs nothing needs no ceiling.
    func on(_ environment: EnvironmentSettings) -> CheckTerms {
        var terms = self
        if environment.endpoint == .embedded { terms.ceiling = nil }
        return terms
    }
}
