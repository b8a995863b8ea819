import AssistantModel
import Deployment
import ManifestLoading
import Planning

extension AccountSession {
    /// The models of the account, asked for when something is declared; nil where it lists none.
    func models(for desired: DesiredState) async -> AccountModels? {
        guard !desired.assistants.isEmpty else { return nil }
        return await AccountModelsReader(client: client).read()
    }

    /// Adds to a plan what account and catalogue say of its models, and what it will cost.
    func addModelFacts(to plan: inout Plan, desired: DesiredState, _ basis: PlanBasis) {
        let warnings = ModelWarnings(catalogue: project.settings.catalogue, account: basis.models, today: .current)
        plan.warnings = (plan.warnings + warnings.warnings(for: desired)).sorted()
        plan.estimates = CostEstimator(catalogue: project.settings.catalogue)
            .estimates(for: plan, desired: desired, contents: basis.contents, live: basis.live)
    }
}
