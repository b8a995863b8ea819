import AssistantModel
import OrderedJSON
import SourceDiagnostics

/// JSON files that say what a manifest says. Only YAML is loaded: what they declare would not be deployed, or would be
/// deleted.
struct StrayManifests {
    /// Every `*.json` below the project's folder, hidden ones left out, absolute and sorted.
    let paths: [String]

    private static let mappings: [ManifestDocument.Kind: ManifestMapping] = [
        .assistant: .assistant, .knowledgeBase: .knowledgeBase,
    ]

    init(of reader: any ProjectFileReader) {
        guard let pattern = try? GlobPattern("**/*.[jJ][sS][oO][nN]"),
            let found = try? reader.files(matching: pattern, in: reader.folder, root: reader.folder)
        else {
            paths = []
            return
        }
        paths = found.compactMap { file in
            guard case .success(let status) = file.status, status.isRegular, status.isReadable else { return nil }
            return file.path
        }
    }

    /// Reports those that nothing uses.
    ///
    /// - Parameter used: absolute paths of files that manifests name or take as knowledge.
    func report(unlessIn used: () -> Set<String>, context: LoadContext) {
        guard !paths.isEmpty else { return }
        let used = used()
        for path in paths where !used.contains(path) {
            guard
                let bytes = try? context.reader.contents(
                    of: path,
                    limit: LimitTable.manifestBytes,
                    root: context.reader.folder
                ), Self.isManifest(bytes)
            else { continue }
            let shown = context.reader.shownPath(of: path)
            context.problems.error(
                "unloaded-manifest",
                "\(shown) looks like a manifest, and is not loaded: manifests are YAML",
                at: SourceLocation(file: shown),
                hint: "rename it to \(shown.dropLast(".json".count)).yaml, as JSON is YAML too, or keep it outside "
                    + context.reader.shownPath(of: context.reader.folder)
            )
        }
    }

    /// An object that names its kind by a key, and holds no key but a manifest's: other JSON, such as a transcript, has
    /// an `assistant` too.
    private static func isManifest(_ bytes: [UInt8]) -> Bool {
        guard case .object(let object) = try? JSONReader().value(from: bytes) else { return false }
        return mappings.contains { kind, mapping in
            guard case .string(let key) = object[kind.rawValue], key.wholeMatch(of: /[a-z0-9][a-z0-9-]{0,62}/) != nil
            else {
                return false
            }
            return object.keys.allSatisfy { mapping[$0] != nil }
        }
    }
}
