import AssistantModel
import ManifestLoading
import Rendering
import SourceDiagnostics
import TestSupport

/// What holds for the loading of every project: no crash, a desired state or an error, the same result twice, and
/// diagnostics at places that exist.
///
/// The input is text with a line `=== PATH` in front of every file; what stands before the first such line is
/// `assistants/bot.yaml`. An input without a `project.yaml` gets one, and there are a few files to refer to.
struct ManifestCheck {
    private let project: MemoryProject

    init(_ bytes: [UInt8]) {
        var files: [String: MemoryProject.File] = [
            "assistants/project.yaml": "project: velo\nenvironments: {test: {api: responses, base_url: embedded}}\n",
            "assistants/prompts/support.md": "Answer from the handbook of Velo Lindqvist.\n",
            "assistants/schemas/order.json": #"{"type": "object", "properties": {}, "additionalProperties": false}"#,
            "assistants/docs/handbook.md": "# Handbook\n",
            "assistants/docs/guide.pdf": .bytes(Array("%PDF-1.7\n".utf8)),
            "assistants/docs/large.pdf": .size(600 << 20),
            "assistants/data/prices.csv": "model,price\n",
        ]
        for (path, content) in InputFiles.files(in: bytes, first: "assistants/bot.yaml") {
            files[path] = .bytes(content)
        }
        project = MemoryProject(files)
    }

    func violation() -> String? {
        let loader = ManifestLoader(reader: project)
        if let broken = violation(loader.load(environment: nil), loader.load(environment: nil)) { return broken }
        return violation(loader.loadCheckingAll(environment: "test"), loader.loadCheckingAll(environment: "test"))
    }

    private func violation(_ result: LoadResult, _ again: LoadResult) -> String? {
        let isEqual =
            result.diagnostics == again.diagnostics && result.desired == again.desired
            && result.settings == again.settings && result.sources == again.sources
        if !isEqual { return "a second load differs" }
        if (result.desired == nil) != result.diagnostics.hasErrors {
            return result.desired == nil ? "nothing desired, and no error" : "a desired state despite errors"
        }
        if result.diagnostics != result.diagnostics.sorted() { return "diagnostics are not sorted" }
        if Set(result.diagnostics).count != result.diagnostics.count { return "a diagnostic twice" }
        var places = PlaceCheck(sources: result.sources)
        for diagnostic in result.diagnostics {
            if let broken = places.violation(diagnostic) { return broken }
        }
        // Renderers cut lines at the places of diagnostics.
        let renderer = DiagnosticRenderer(style: .plain)
        if renderer.text(result.diagnostics, sources: result.sources).isEmpty != result.diagnostics.isEmpty {
            return "diagnostics that are not shown"
        }
        return nil
    }
}
