/// What a plan says that neither files nor objects tell: the release that is live, what the registry and the account have
/// to say, and what things cost.
package struct PlanContext: Sendable {
    /// The release that is live; nil for an api without releases, and before the first one.
    package var release: Int?
    /// Things a reviewer should know.
    package var warnings: [PlanWarning]
    /// Why apply would refuse any plan.
    package var refusals: [PlanRefusal]
    /// Estimates tokens and dollars; nil where nobody asks.
    package var estimator: CostEstimator?

    /// Without arguments: there is nothing to say.
    package init(
        release: Int? = nil,
        warnings: [PlanWarning] = [],
        refusals: [PlanRefusal] = [],
        estimator: CostEstimator? = nil
    ) {
        self.release = release
        self.warnings = warnings
        self.refusals = refusals
        self.estimator = estimator
    }
}
