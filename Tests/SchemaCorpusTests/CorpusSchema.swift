import Foundation
import OrderedJSON
import Testing

/// A schema of which is known, or doubted, that OpenAI takes it, with who says so.
struct CorpusSchema: CustomTestStringConvertible {
    /// What validating a manifest with it has to say.
    enum Verdict: String, CaseIterable {
        case refuse, warn, accept
    }

    let name: String
    let verdict: Verdict
    let source: String
    /// `function` or `format`.
    let purpose: String
    let isStrict: Bool
    let schema: JSONValue

    var testDescription: String { "\(verdict)/\(name)" }

    /// Every file of `Corpus`: a folder for each verdict.
    static let all: [CorpusSchema] = Verdict.allCases.flatMap { verdict in
        let folder = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Corpus/\(verdict.rawValue)")
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
        return names.filter { $0.hasSuffix(".json") }.sorted().compactMap { name in
            (try? Data(contentsOf: folder.appending(path: name))).flatMap { CorpusSchema(name, verdict, $0) }
        }
    }

    private init?(_ name: String, _ verdict: Verdict, _ data: Data) {
        guard let file = try? JSONReader().value(from: String(decoding: data, as: UTF8.self)),
            let source = file["source"]?.stringValue, let purpose = file["for"]?.stringValue,
            let isStrict = file["strict"]?.boolValue, let schema = file["schema"]
        else { return nil }
        self.name = name
        self.verdict = verdict
        self.source = source
        self.purpose = purpose
        self.isStrict = isStrict
        self.schema = schema
    }
}
