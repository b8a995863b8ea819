import AssistantModel
import SourceDiagnostics

/// What a reviewer should know of the models that assistants are to run on: unknown ones, and those that end.
///
/// Fine-tuned and new models exist, and hosts serve what OpenAI does not: only where the account lists all that it has
/// is an unknown one a refusal (``Plan/refusingUnknownModels``).
package struct ModelWarnings: Sendable {
    fileprivate static let unknown = WarningCode.modelUnknown.rawValue

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
            return (Self.unknown, "\(places): \(advice)")
        }
        let advice = facts.entry?.model.replacementText.map { ": use \($0)" } ?? ""
        return switch ModelLifetime(shutdown: facts.shutdown, today: today) {
        case .open: nil
        case .ending(let day): ("model-deprecated", "the model \"\(facts.name)\" is shut down on \(day)\(advice)")
        case .ended(let day): ("model-shut-down", "the model \"\(facts.name)\" was shut down on \(day)\(advice)")
        }
    }
}

extension Plan {
    /// The plan with a refusal in place of each warning of an unknown model that an assistant is to get: one that it has
    /// already was let through before.
    var refusingUnknownModels: Plan {
        let given = Set(
            changes.filter { change in
                change.action == .create || change.fields.contains { $0.path == DefinitionFieldName.model.rawValue }
            }
            .map(\.address.description)
        )
        var plan = self
        let refused = warnings.filter { $0.code == ModelWarnings.unknown && $0.address.map(given.contains) == true }
        plan.warnings.removeAll { refused.contains($0) }
        plan.refusals += refused.map { warning in
            PlanRefusal(
                kind: .unknownModel,
                address: warning.address,
                message: warning.message + (warning.message.hasSuffix("?") ? " " : "; ")
                    + "--allow-unknown-model, or an entry in `model_catalogue`, lets it through"
            )
        }
        plan.refusals.sort()
        return plan
    }
}
