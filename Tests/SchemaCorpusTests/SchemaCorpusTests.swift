import Foundation
import OrderedJSON
import SourceDiagnostics
import TestSupport
import Testing

@testable import ManifestLoading
@testable import Sandbox

/// One list of schemas judges what `validate` says and what the sandbox answers, which share no code.
@Suite("Schemas that OpenAI takes and refuses")
struct SchemaCorpusTests {
    @Test("every file of the corpus is read")
    func corpus() {
        let counts = CorpusSchema.Verdict.allCases.map { verdict in
            CorpusSchema.all.count { $0.verdict == verdict }
        }
        #expect(counts.allSatisfy { $0 >= 5 })
        #expect(CorpusSchema.all.allSatisfy { !$0.source.isEmpty })
    }

    @Test("validate refuses, warns of and accepts what OpenAI does", arguments: CorpusSchema.all)
    func validated(_ example: CorpusSchema) {
        let diagnostics = Self.diagnostics(of: example, environment: "sandbox")
        switch example.verdict {
        case .refuse: #expect(diagnostics.contains { $0.severity == .error })
        case .warn: #expect(!diagnostics.isEmpty && !diagnostics.hasErrors)
        case .accept: #expect(diagnostics.isEmpty)
        }
        for diagnostic in diagnostics where diagnostic.severity == .error {
            #expect(diagnostic.location?.file == "assistants/schema.json" && diagnostic.location?.range != nil)
        }
    }

    @Test("on another host only what is no object at the top is an error", arguments: CorpusSchema.all)
    func elsewhere(_ example: CorpusSchema) {
        let diagnostics = Self.diagnostics(of: example, environment: "gateway")
        #expect(diagnostics.allSatisfy { $0.severity == .warning || $0.code == "invalid-schema" })
        if example.verdict != .refuse { #expect(diagnostics.isEmpty) }
    }

    @Test("the sandbox refuses what is certain, and nothing else", arguments: CorpusSchema.all)
    func sandbox(_ example: CorpusSchema) throws {
        let isTaken: Bool
        do throws(APIErrorResponse) {
            if example.purpose == "function" {
                try StrictSchema.checkFunction(
                    ["name": "find", "strict": .bool(example.isStrict), "parameters": example.schema],
                    "tools[0]"
                )
            } else {
                try StrictSchema.checkFormat(
                    ["name": "answer", "strict": .bool(example.isStrict), "schema": example.schema],
                    "text.format"
                )
            }
            isTaken = true
        } catch {
            isTaken = false
        }
        #expect(isTaken == (example.verdict != .refuse))
    }

    @Test("the rows of docs/openai-api.md name the source of every rule")
    func sources() throws {
        let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        let page = try String(contentsOf: root.appending(path: "docs/openai-api.md"), encoding: .utf8)
        let rows = page.split(separator: "\n")
        for rule in SchemaRule.all {
            let row = rows.first { $0.hasPrefix("| \(rule.row) |") }
            #expect(row?.contains(rule.source) == true, "\(rule.row): \(rule.source)")
        }
    }

    private static func diagnostics(of example: CorpusSchema, environment: String) -> [Diagnostic] {
        let use =
            example.purpose == "function"
            ? """
            tools:
              - { type: function, name: find, description: Finds, strict: \(example.isStrict), \
            parameters: { file: schema.json } }
            """
            : """
            response_format:
              json_schema: { name: answer, strict: \(example.isStrict), file: schema.json }
            """
        let reader = MemoryProject([
            "assistants/project.yaml": """
            project: schemas
            default_environment: sandbox
            environments:
              sandbox: { base_url: embedded }
              gateway: { base_url: "https://gateway.example/v1" }
            """,
            "assistants/bot.yaml": .text("assistant: bot\nmodel: gpt-6-luna\n\(use)\n"),
            "assistants/schema.json": .text(JSONWriter(layout: .pretty).string(from: example.schema)),
        ])
        return ManifestLoader(reader: reader).load(environment: environment).diagnostics
    }
}
