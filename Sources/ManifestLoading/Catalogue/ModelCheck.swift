import AssistantModel
import SourceDiagnostics

extension LoadResult {
    /// The codes of diagnostics about what the account may know better: models that end, and unknown ones.
    package static let modelCodes = [WarningCode.modelDeprecated, .modelShutDown, .modelUnknown].map(\.rawValue)
}

/// Checks what assistants ask of their models against the catalogue.
///
/// What OpenAI's own server would certainly refuse is an error there. Everywhere else it is a warning: other hosts serve
/// models that OpenAI has shut down, and the sandbox runs none at all. A model that the catalogue does not list by its
/// very name is never an error. One that it does not know at all is a warning where plans refuse it unless the account
/// lists it: on api.openai.com and on the embedded account.
struct ModelCheck {
    private let catalogue: ModelCatalogue
    private let today: CalendarDay
    private let isOpenAI: Bool
    private let warnsOfUnknown: Bool
    private let problems: Problems

    /// - Parameter today: nil for the date of the catalogue.
    init(_ project: ProjectManifest, today: CalendarDay?, environment: EnvironmentSettings, problems: Problems) {
        catalogue = project.catalogue
        self.today = today ?? project.catalogue.date
        self.problems = problems
        isOpenAI = environment.isOpenAI
        warnsOfUnknown = (isOpenAI || environment.endpoint == .embedded) && !project.isCatalogueUnread
    }

    func run(_ assistants: [Assistant]) {
        for assistant in assistants {
            guard let entry = catalogue.entry(for: assistant.definition.model) else {
                // One that is missing is an error already.
                if warnsOfUnknown, !assistant.definition.model.isEmpty { warnOfUnknownModel(of: assistant) }
                continue
            }
            let severity: Diagnostic.Severity = isOpenAI && entry.match == .listed ? .error : .warning
            checkLifetime(of: entry.model, assistant, severity)
            checkEffort(of: entry.model, assistant, severity)
            checkSampling(of: entry.model, assistant, severity)
        }
    }

    private func warnOfUnknownModel(of assistant: Assistant) {
        let name = assistant.definition.model
        problems.warning(
            .modelUnknown,
            "the catalogue of \(catalogue.date) does not know the model \(quoted(name))",
            at: assistant.origin(ofField: "model"),
            hint: Suggestion.hint(for: name, among: catalogue.models.map(\.id))
                ?? "check its name; `plan` asks the account, too"
        )
    }

    private func checkLifetime(of model: CatalogueModel, _ assistant: Assistant, _ severity: Diagnostic.Severity) {
        let name = quoted(assistant.definition.model)
        let place = assistant.origin(ofField: "model")
        let advice = model.replacementText.map { "use \($0)" }
        switch model.lifetime(on: today) {
        case .open: break
        case .ending(let day):
            problems.warning(
                .modelDeprecated,
                "OpenAI shuts the model \(name) down on \(day)",
                at: place,
                hint: advice
            )
        case .ended(let day):
            let hint = isOpenAI ? advice : advice.map { "this host may still serve it; on api.openai.com \($0)" }
            problems.add(
                Diagnostic(
                    severity,
                    "model-shut-down",
                    "OpenAI shut the model \(name) down on \(day)",
                    at: place,
                    hint: hint
                )
            )
        }
    }

    private func checkEffort(of model: CatalogueModel, _ assistant: Assistant, _ severity: Diagnostic.Severity) {
        guard let effort = assistant.definition.reasoningEffort, model.rejectedEfforts.contains(effort) else { return }
        let taken = AssistantManifest.reasoningEfforts.filter { !model.rejectedEfforts.contains($0) }
        problems.add(
            Diagnostic(
                severity,
                "model-refuses-effort",
                "\(assistant.definition.model) refuses `reasoning_effort: \(effort)`",
                at: assistant.origin(ofField: "reasoning_effort"),
                hint: "it takes \(taken.joined(separator: ", "))"
            )
        )
    }

    /// `temperature` and `top_p`; 1 is every server's default, and no model refuses that.
    private func checkSampling(of model: CatalogueModel, _ assistant: Assistant, _ severity: Diagnostic.Severity) {
        let definition = assistant.definition
        for (field, value) in [("temperature", definition.temperature), ("top_p", definition.topP)] {
            guard let value, value != 1 else { continue }
            var severity = severity
            var message = "\(definition.model) takes no `\(field)`"
            var notes: [Diagnostic.Note] = []
            var hint = "remove `\(field)`"
            switch model.sampling {
            case nil, .always: continue
            case .withEffortNone where definition.reasoningEffort == "none": continue
            case .never: break
            case .withEffortNone:
                message = "\(definition.model) takes `\(field)` only with `reasoning_effort: none`"
                hint += ", or set `reasoning_effort: none`"
                if let effort = definition.reasoningEffort {
                    notes = [.init("it is \(effort) here", at: assistant.origin(ofField: "reasoning_effort"))]
                } else {
                    // What the server takes without one depends on the model (docs/openai-api.md, 12.4).
                    severity = .warning
                }
            }
            problems.add(
                Diagnostic(
                    severity,
                    "model-refuses-sampling",
                    message,
                    at: assistant.origin(ofField: field),
                    notes: notes,
                    hint: hint
                )
            )
        }
    }
}
