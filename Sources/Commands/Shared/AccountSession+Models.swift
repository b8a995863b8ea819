import AssistantModel
import Deployment
import Foundation
import ManifestLoading
import Planning

extension AccountSession {
    /// The models of the account, asked for when something is declared; nil where it lists none.
    func models(for desired: DesiredState) async -> AccountModels? {
        guard !desired.assistants.isEmpty else { return nil }
        return await AccountModelsReader(client: client).read()
    }

    private var isListedWhole: Bool {
        let environment = project.desired.environment
        if environment.endpoint == .embedded { return true }
        let url = AccountSettings.baseURL(of: environment, variables: ProcessInfo.processInfo.environment)
        return URL(string: url)?.host().map { BaseAddress.isOpenAI(host: $0) } ?? false
    }

    /// What account and catalogue say of the models of a plan, and what it will cost.
    func addModelFacts(_ models: AccountModels?, about desired: DesiredState, to context: inout PlanContext) {
        let catalogue = project.settings.catalogue
        context.warnings += ModelWarnings(catalogue: catalogue, account: models, today: .current).warnings(for: desired)
        // The lists of OpenAI and of the local account are whole; other hosts serve what they do not list.
        context.refusesUnknownModels = models != nil && isListedWhole
        context.estimator = CostEstimator(catalogue: catalogue)
    }
}
