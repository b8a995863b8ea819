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

    /// What account and catalogue say of the models of a plan, and what it will cost.
    func addModelFacts(_ models: AccountModels?, about desired: DesiredState, to context: inout PlanContext) {
        let catalogue = project.settings.catalogue
        context.warnings += ModelWarnings(catalogue: catalogue, account: models, today: .current).warnings(for: desired)
        context.estimator = CostEstimator(catalogue: catalogue)
    }
}
