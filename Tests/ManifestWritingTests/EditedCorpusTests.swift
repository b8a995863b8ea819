import AssistantModel
import Foundation
import LocalFiles
import ManifestLoading
import ManifestWriting
import OrderedJSON
import SourceDiagnostics
import TestSupport
import Testing
import YAMLTree

/// Changes of single values in texts that nobody wrote for it.
struct EditedCorpusTests {
    private static let texts = (ScalarTextTests.oddTexts + ScalarTextTests.oddProse).filter { text in
        !text.allSatisfy(\.isWhitespace) && !text.unicodeScalars.contains { $0.value == 0 || $0 == "\r" }
    }

    @Test("A value goes into any manifest, reads back to the letter, and nothing else changes")
    func generated() throws {
        for seed in 0..<230 {
            var generator = ManifestGenerator(seed: UInt64(seed))
            let text = generator.manifest()
            let before = try #require(definition(text), "\(text)")
            let value = Self.texts[seed % Self.texts.count]
            for field in ["name", "description", "instructions", "team"] {
                var edit = try #require(ManifestEdit(Array(text.utf8), file: "bot.yaml"))
                let document = try #require(edit.document(where: "assistant", is: "bot-0"))
                let path: [ManifestEdit.Step] = field == "team" ? [.key("metadata"), .key("team")] : [.key(field)]
                do {
                    try edit.set(path, to: .string(value), in: document, order: .assistant)
                } catch {
                    Issue.record("\(seed) \(field): \(error.diagnostic)\n\(text)")
                    continue
                }
                let changed = String(decoding: edit.bytes, as: UTF8.self)
                var expected = before
                switch field {
                case "name": expected.name = value
                case "description": expected.description = value
                case "instructions": expected.instructions = value
                default: expected.metadata["team"] = value
                }
                #expect(definition(changed) == expected, "\(seed) \(field): \(text)\n=>\n\(changed)")
                #expect(comments(changed) == comments(text), "\(seed) \(field): \(text)\n=>\n\(changed)")
            }
        }
    }

    @Test("Whatever was found by fuzzing is changed in one place, or stays", arguments: ["yaml", "manifest"])
    func corpus(_ name: String) throws {
        let folder = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .appending(path: "Fuzzing/Corpus/\(name)")
        var changed = 0
        for file in try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted() {
            let bytes = [UInt8](try Data(contentsOf: folder.appending(path: file)))
            guard var edit = ManifestEdit(bytes, file: file),
                case .mapping(let pairs)? = YAMLReader().read(bytes, file: file).documents.first?.value
            else { continue }
            for pair in pairs {
                for value in ["odd: text\n#\n", ["a": [1, "b"]]] as [JSONValue] {
                    try? edit.set([.key(pair.key), .key("new")], to: value, in: 0, order: .json)
                    do throws(ManifestEdit.Refusal) {
                        try edit.set([.key(pair.key)], to: value, in: 0, order: .json)
                        changed += 1
                    } catch {
                        #expect(error.diagnostic.location != nil)
                    }
                }
                try? edit.remove([.key(pair.key)], in: 0)
            }
        }
        #expect(changed > 50)
    }

    private func definition(_ text: String) -> AssistantDefinition? {
        let project = MemoryProject([
            "assistants/project.yaml": .text("project: velo\nenvironments: {test: {base_url: embedded}, live: {}}\n"),
            "assistants/bot.yaml": .text(text),
        ])
        let result = ManifestLoader(reader: project).load(environment: "live")
        if result.desired == nil { Issue.record("\(result.diagnostics.filter { $0.severity == .error })\n\(text)") }
        return result.desired?.assistants.first { $0.key == "bot-0" }?.definition
    }

    private func comments(_ text: String) -> [Substring] {
        text.split(whereSeparator: \.isNewline).map { $0.drop { $0 == " " } }.filter { $0.hasPrefix("# about ") }
    }
}
