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
    func addModelFacts(_ models: AccountModels?, to planned: inout PlannedRun) {
        guard let desired = planned.desired else { return }
        let warnings = ModelWarnings(catalogue: project.settings.catalogue, account: models, today: .current)
        planned.plan.warnings = (planned.plan.warnings + warnings.warnings(for: desired)).sorted()
        planned.plan.estimates = CostEstimator(catalogue: project.settings.catalogue)
            .estimates(for: planned.plan, desired: desired, contents: planned.contents, live: planned.live)
    }
}
