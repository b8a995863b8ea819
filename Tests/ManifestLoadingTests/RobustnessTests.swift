import AssistantModel
import ManifestLoading
import SourceDiagnostics
import TestSupport
import Testing

@Suite("Robustness")
struct RobustnessTests {
    /// A small generator with a fixed seed: every run tries the same texts.
    private struct Generator: RandomNumberGenerator {
        var state: UInt64

        mutating func next() -> UInt64 {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return state ^ state >> 29
        }
    }

    private static let manifest = """
        assistant: bot
        model: gpt-6-luna
        instructions: [{ file: a.md }, "text"]
        temperature: 0.5
        response_format: { json_schema: { name: x, strict: true, file: s.json } }
        metadata: { team: a }
        tools:
          - { type: file_search, max_num_results: 8, ranking_options: { score_threshold: 0.5 } }
          - { type: code_interpreter, files: [a.md] }
          - { type: function, name: f, strict: true, parameters: { type: object, properties: {}, $ref: "#/a" } }
          - { type: mcp, server_label: l, server_url: "https://h:1/p" }
        knowledge:
          files: ["**/*.md", "!{b,c}/[a-z]*", { path: a.md, attributes: { n: 1 } }]
          chunking: { max_chunk_size_tokens: 800, chunk_overlap_tokens: 400 }
        lifecycle: { protect: true, ignore: [model], renamed_from: old }
        environments: { sandbox: { model: null } }
        """
    private static let pieces = [
        "", " ", "\n", "\r\n", ":", "-", "{", "}", "[", "]", "\"", "'", "#", "*", "&a ", "!", "|", ">", "null", "~",
        "-1",
        "1e99", "0x", "../", "/", "\\", "é", "\u{301}", "sk-abcdefgh12345678ijkl", "#/", "**", "{a,", "\t",
        "9223372036854775808",
    ]

    @Test("no text crashes the loader, and the same text gives the same result", arguments: [1, 2, 3, 4])
    func mutations(seed: UInt64) {
        var generator = Generator(state: seed)
        for _ in 0..<250 {
            var texts = [Self.manifest, MarkedProject.plainProject, #"{"type": "object", "properties": {"a": {}}}"#]
            for _ in 0...Int.random(in: 0...3, using: &generator) {
                let which = Int.random(in: 0..<texts.count, using: &generator)
                var scalars = Array(texts[which].unicodeScalars)
                let start = Int.random(in: 0...scalars.count, using: &generator)
                let end = min(scalars.count, start + Int.random(in: 0...6, using: &generator))
                let piece = Self.pieces[Int.random(in: 0..<Self.pieces.count, using: &generator)]
                scalars.replaceSubrange(start..<end, with: piece.unicodeScalars)
                texts[which] = String(String.UnicodeScalarView(scalars))
            }
            let project = MemoryProject([
                "assistants/bot.yaml": .text(texts[0]), "assistants/project.yaml": .text(texts[1]),
                "assistants/s.json": .text(texts[2]), "assistants/a.md": "x", "assistants/b/c.md": "x",
            ])
            let loader = ManifestLoader(reader: project)
            let first = loader.load(environment: nil)
            let second = loader.load(environment: nil)
            #expect(first.diagnostics == second.diagnostics)
            #expect(first.desired == second.desired)
            #expect((first.desired == nil) == first.diagnostics.contains { $0.severity == .error }, "\(texts)")
        }
    }
}
