import ArgumentParser
import ManifestLoading
import Rendering

/// The forms that `validate` prints its result in.
package enum ValidationFormat: String, ExpressibleByArgument, CaseIterable, Sendable {
    case text, json, github, sarif, junit

    /// The document for programs; nil for the form that is for people.
    func document(of result: LoadResult) -> String? {
        switch self {
        case .text: nil
        case .json: DiagnosticJSON.text(result.diagnostics)
        case .github: DiagnosticAnnotations.text(result.diagnostics)
        case .sarif: DiagnosticSARIF.text(result.diagnostics)
        case .junit: DiagnosticJUnit.text(result.diagnostics, files: result.sources.keys)
        }
    }

    /// Whether the problems are told to people, too: annotations show some of them only.
    var tellsPeople: Bool { self == .text || self == .github }
}
