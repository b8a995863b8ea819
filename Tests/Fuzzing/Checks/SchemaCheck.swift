import ManifestLoading
import OrderedJSON
import Sandbox
import SourceDiagnostics
import TestSupport

/// What holds for every schema, in the loader and in the sandbox, which share no code for it: no crash, the same answer
/// twice, diagnostics at places that exist.
struct SchemaCheck {
    private static let files: [String: MemoryProject.File] = [
        "assistants/project.yaml": "project: velo\nenvironments: {test: {api: responses, base_url: embedded}}\n",
        "assistants/bot.yaml": """
        assistant: bot
        model: gpt-6-luna
        response_format: {json_schema: {name: answer, strict: true, schema: {file: schema.json}}}
        tools:
          - {type: function, name: find, description: x, strict: true, parameters: {file: schema.json}}
          - {type: function, name: look, description: x, strict: false, parameters: {file: schema.json}}
        """,
    ]

    /// They are the same for every schema.
    private static let manifests = ManifestFiles(of: MemoryProject(files))

    private let bytes: [UInt8]

    init(_ bytes: [UInt8]) { self.bytes = bytes }

    /// A second reading takes as long as the first: one schema in eight is enough to see it differ.
    private var isReadTwice: Bool { bytes.reduce(0, &+) % 8 == 0 }

    func violation() -> String? { loaderViolation() ?? sandboxViolation() }

    private func loaderViolation() -> String? {
        var files = Self.files
        files["assistants/schema.json"] = .bytes(bytes)
        let loader = ManifestLoader(reader: MemoryProject(files), files: Self.manifests)
        let result = loader.load(environment: nil)
        if isReadTwice, result.diagnostics != loader.load(environment: nil).diagnostics {
            return "a second load differs"
        }
        if (result.desired == nil) != result.diagnostics.hasErrors { return "errors, or none, beside a desired state" }
        var places = PlaceCheck(sources: result.sources)
        return result.diagnostics.lazy.compactMap { places.violation($0) }.first
    }

    private func sandboxViolation() -> String? {
        guard let schema = try? JSONReader(maximumDepth: 257).value(from: bytes) else { return nil }
        let answers = Self.answers(to: schema)
        if isReadTwice, answers != Self.answers(to: schema) { return "the sandbox answers otherwise the second time" }
        // What is not strict is asked less of.
        if answers[1] != nil, answers[0] == nil {
            return "taken when strict, and refused when not: \(answers[1] ?? "")"
        }
        return nil
    }

    private static func answers(to schema: JSONValue) -> [String?] {
        [
            SchemaVerdict.refusal(ofParameters: schema, isStrict: true),
            SchemaVerdict.refusal(ofParameters: schema, isStrict: false),
            SchemaVerdict.refusal(ofAnswer: schema),
        ]
    }
}
