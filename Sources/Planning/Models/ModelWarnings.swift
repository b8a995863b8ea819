import AssistantModel
import SourceDiagnostics

/// What a reviewer should know of the models that assistants are to run on: unknown ones, and those that end.
///
/// Never a refusal: fine-tuned and new models exist, and hosts serve what OpenAI does not.
package struct ModelWarnings: Sendable {
    private let catalogue: ModelCatalogue
    private let account: AccountModels?
    private let today: CalendarDay

    /// - Parameter account: nil where the account lists no models.
    package init(catalogue: ModelCatalogue, account: AccountModels?, today: CalendarDay) {
        self.catalogue = catalogue
        self.account = account
        self.today = today
    }

    /// At most one for each assistant, at the place of its model.
    package func warnings(for desired: DesiredState) -> [PlanWarning] {
        desired.assistants.compactMap { assistant in
            guard
                let (code, message) = finding(
                    ModelFacts(assistant.definition.model, catalogue: catalogue, account: account)
                )
            else { return nil }
            return PlanWarning(
                code: code,
                message: message,
                address: ResourceAddress.assistant(assistant.key).description,
                location: assistant.origin(ofField: "model")
            )
        }
    }

    private func finding(_ facts: ModelFacts) -> (code: String, message: String)? {
        if facts.isUnknown {
            let known = catalogue.models.map(\.id) + (account?.names ?? [])
            let advice = Suggestion.hint(for: facts.name, among: known) ?? "check its name"
            let places =
                account == nil
                ? "the account lists no models, and the catalogue of \(catalogue.date) does not know \"\(facts.name)\""
                : "neither the account nor the catalogue of \(catalogue.date) knows the model \"\(facts.name)\""
            return ("model-unknown", "\(places): \(advice)")
        }
        let advice = facts.entry?.model.replacementText.map { ": use \($0)" } ?? ""
        return switch ModelLifetime(shutdown: facts.shutdown, today: today) {
        case .open: nil
        case .ending(let day): ("model-deprecated", "the model \"\(facts.name)\" is shut down on \(day)\(advice)")
        case .ended(let day): ("model-shut-down", "the model \"\(facts.name)\" was shut down on \(day)\(advice)")
        }
    }
}
