import OrderedJSON
import SourceDiagnostics
import YAMLTree

extension LoadContext {
    /// A JSON value that stands in the manifest, or in a file: `{file: schemas/order.json}`.
    func json(_ field: Field) -> PlacedJSON? {
        if case .mapping(let pairs) = field.node.value, pairs.count == 1, pairs[0].key == "file" {
            return includedJSON(Field(name: "file", node: pairs[0].value, problems: problems))
        }
        return PlacedJSON(field.node, notation: .yaml, problems: problems)
    }

    /// A JSON value in a `.json`, `.yaml` or `.yml` file.
    func includedJSON(_ field: Field) -> PlacedJSON? {
        guard let file = include(field) else { return nil }
        switch ProjectPath.lowercasedExtension(of: file.path) {
        case "json": return jsonFile(file)
        case "yaml", "yml": return yamlFile(file)
        default:
            problems.error(
                "unsupported-file-type",
                "\(file.shownPath) is neither JSON nor YAML by its name",
                at: field.location,
                hint: "name it `.json`, `.yaml` or `.yml`"
            )
            return nil
        }
    }

    private func yamlFile(_ file: SourceFile) -> PlacedJSON? {
        let result = YAMLReader().readManifest(Array(file.text.utf8), file: file.shownPath)
        problems.add(contentsOf: result.diagnostics)
        guard !result.diagnostics.hasErrors else { return nil }
        guard result.documents.count == 1 else {
            problems.error(
                "wrong-document-count",
                "\(file.shownPath) has \(result.documents.count) documents; a schema file has one",
                at: file.start
            )
            return nil
        }
        return PlacedJSON(result.documents[0], notation: .yaml, problems: problems)
    }

    /// JSON decides what the text means. The places come from reading it as YAML too, where that gives the same value:
    /// almost always, since YAML is nearly a superset.
    private func jsonFile(_ file: SourceFile) -> PlacedJSON? {
        let value: JSONValue
        do {
            value = try JSONReader().value(from: file.text)
        } catch {
            let position = SourcePosition(line: error.line, column: error.column)
            problems.error(
                "invalid-json",
                "not JSON: \(error.message)",
                at: SourceLocation(file: file.shownPath, range: SourceRange(start: position, end: position))
            )
            return nil
        }
        let result = YAMLReader().read(Array(file.text.utf8), file: file.shownPath)
        let duplicateKeys = result.diagnostics.filter { $0.code == "duplicate-key" }
        problems.add(contentsOf: duplicateKeys)
        if result.diagnostics.isEmpty, result.documents.count == 1,
            let placed = PlacedJSON(result.documents[0], notation: .json, problems: Problems()), placed.value == value
        {
            return placed
        }
        return PlacedJSON(value, at: SourceLocation(file: file.shownPath))
    }
}
