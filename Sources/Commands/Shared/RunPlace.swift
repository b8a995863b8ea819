import ArgumentParser
import Planning
import Rendering
import SourceDiagnostics

/// What chose environment and folder of a run. A command that one of its messages names is about the same place when
/// somebody copies it.
package struct RunPlace: Sendable, Equatable {
    /// The environment, where it is not the one that a command without `--env` works on.
    var environment: String?
    /// As `--dir` names it; nil for the folder that a command finds by itself.
    var folder: String?

    package init(environment: String? = nil, folder: String? = nil) {
        self.environment = environment
        self.folder = folder
    }

    /// Such as ` --env production`, or nothing.
    var arguments: String { environmentArgument + folderArgument }

    private var environmentArgument: String { Self.argument("--env", environment) }
    private var folderArgument: String { Self.argument("--dir", folder) }

    private static func argument(_ option: String, _ value: String?) -> String {
        guard let value else { return "" }
        return " \(option) \(ShellText.quoted(value))"
    }

    /// The text with this place for every command in backquotes that works on an environment and names none.
    package func completing(_ text: String) -> String {
        guard environment != nil || folder != nil else { return text }
        return text.replacing(/`assistantctl ([a-z]+)([^`\n]*)`/) { match in
            let (command, words) = (String(match.output.1), match.output.2)
            guard Self.commands.contains(command) else { return String(match.output.0) }
            let names = words.split(separator: " ").map { $0.prefix { $0 != "=" } }
            // A saved plan knows its environment.
            let subject = names.first.flatMap { $0.hasPrefix("-") || $0 == "release" ? nil : $0 }
            let isOfPlan = subject != nil && (command == "apply" || command == "show")
            let environment = isOfPlan || names.contains("--env") ? "" : environmentArgument
            return "`assistantctl \(command)\(words)\(environment)\(names.contains("--dir") ? "" : folderArgument)`"
        }
    }

    /// The names of those that work on an environment.
    private static let commands = Set(
        UsageMistake.commands.filter { UsageMistake.options(of: $0).contains("--env") }
            .compactMap { $0.configuration.commandName }
    )
}

extension Plan {
    /// What is said about the plan, with the place of the run for the commands that it names; contents stay as they are.
    func naming(_ place: RunPlace) -> Plan {
        var plan = self
        for index in plan.warnings.indices {
            plan.warnings[index].message = place.completing(plan.warnings[index].message)
        }
        for index in plan.refusals.indices {
            plan.refusals[index].message = place.completing(plan.refusals[index].message)
        }
        return plan
    }
}

extension ApplyEvent {
    /// The event with the place of the run for the commands that it names.
    func naming(_ place: RunPlace) -> ApplyEvent {
        guard case .failed(let address, let message) = self else { return self }
        return .failed(address, message: place.completing(message))
    }
}

extension ApplyReport {
    /// The report with the place of the run for the commands that it names.
    func naming(_ place: RunPlace) -> ApplyReport {
        var report = self
        report.notes = notes.map(place.completing)
        report.failure = failure.map(place.completing)
        for (index, entry) in entries.enumerated() {
            guard case .failed(let message) = entry.outcome else { continue }
            report.entries[index].outcome = .failed(message: place.completing(message))
        }
        return report
    }
}
