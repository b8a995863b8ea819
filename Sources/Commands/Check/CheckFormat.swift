import ArgumentParser
import AssistantModel
import Checks
import Rendering

/// The forms that `check` prints its report in.
package enum CheckFormat: String, ExpressibleByArgument, CaseIterable, Sendable {
    case text, json, junit, markdown, github

    func document(of report: CheckReport, style: TerminalStyle) -> String {
        switch self {
        case .text: CheckTextRenderer(style: style).text(report)
        case .json: CheckJSON.text(report)
        case .junit: CheckJUnit.text(report)
        case .markdown: CheckMarkdown.text(report)
        case .github: CheckAnnotations.text(report)
        }
    }
}

/// `--budget`: dollars, or `none`.
package struct CheckCeiling: ExpressibleByArgument, Sendable, Hashable {
    /// Nil for no ceiling.
    package let limit: Dollars?

    package init(limit: Dollars?) { self.limit = limit }

    package init?(argument: String) {
        if argument == "none" {
            limit = nil
        } else {
            guard let price = Price(decimal: argument.hasPrefix("$") ? String(argument.dropFirst()) : argument) else {
                return nil
            }
            limit = price.dollars
        }
    }

    /// As the help shows it.
    package var defaultValueDescription: String { "1" }

    package static var defaultCompletionKind: CompletionKind { .list(["none"]) }
}
