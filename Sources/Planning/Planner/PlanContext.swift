/// What a plan says that neither files nor objects tell: the release that is live, what the registry and the account have
/// to say, and what things cost.
package struct PlanContext: Sendable {
    /// The release that is live; nil for an api without releases, and before the first one.
    package var release: Int?
    /// Things a reviewer should know.
    package var warnings: [PlanWarning]
    /// Why apply would refuse any plan.
    package var refusals: [PlanRefusal]
    /// Whether a model that neither account nor catalogue knows is a refusal, and no warning, for an assistant that is
    /// to get it: where the account lists all that it has.
    package var refusesUnknownModels = false
    /// Whether what is desired is what manifests say, where a key can be followed by `renamed_from`: not what a release
    /// says.
    package var isOfManifests = false
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
