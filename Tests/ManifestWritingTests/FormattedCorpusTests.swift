import AssistantModel
import Foundation
import ManifestLoading
import ManifestWriting
import SourceDiagnostics
import TestSupport
import Testing
import YAMLTree

/// Formatting texts that nobody wrote for it.
struct FormattedCorpusTests {
    @Test("A thousand manifests in odd forms become canonical, and say what they said")
    func generated() throws {
        var refused = 0
        for seed in 0..<1_000 {
            var generator = ManifestGenerator(seed: UInt64(seed))
            let text = generator.manifest()
            try #require(YAMLReader().read(Array(text.utf8), file: "bot.yaml").diagnostics.isEmpty, "\(text)")
            do {
                let formatted = try ManifestFormatTests.formatted(text)
                #expect(meaning(formatted) == meaning(text), "\(seed): \(text)\n=>\n\(formatted)")
            } catch let refusal as ManifestFormat.Refusal {
                refused += 1
                Issue.record("\(seed): \(refusal.diagnostics)\n\(text)")
            }
        }
        #expect(refused == 0)
    }

    @Test("Whatever was found by fuzzing is formatted once and for all, or refused", arguments: ["yaml", "manifest"])
    func corpus(_ name: String) throws {
        let folder = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .appending(path: "Fuzzing/Corpus/\(name)")
        var formatted = 0
        for file in try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted() {
            let bytes = [UInt8](try Data(contentsOf: folder.appending(path: file)))
            do throws(ManifestFormat.Refusal) {
                let result = try ManifestFormat.formatted(bytes, file: file, order: ManifestFormatTests.order)
                let again = try ManifestFormat.formatted(result, file: file, order: ManifestFormatTests.order)
                #expect(result == again, "\(file): \(String(decoding: result, as: UTF8.self))")
                formatted += 1
            } catch {
                let isOurs = error.diagnostics.contains { $0.message.contains("change its meaning") }
                #expect(!isOurs, "\(file): \(String(decoding: bytes, as: UTF8.self))")
            }
        }
        #expect(formatted > 20)
    }

    /// What the loader makes of it, places left out.
    private func meaning(_ text: String) -> [AssistantDefinition] {
        let project = MemoryProject([
            "assistants/project.yaml": .text("project: velo\nenvironments: {test: {base_url: embedded}, live: {}}\n"),
            "assistants/bot.yaml": .text(text),
        ])
        let loader = ManifestLoader(reader: project)
        return ["test", "live"].flatMap { environment in
            let result = loader.load(environment: environment)
            let errors = result.diagnostics.filter { $0.severity == .error }
            #expect(errors.isEmpty, "\(errors) \(text)")
            return result.desired?.assistants.map(\.definition) ?? []
        }
    }
}
