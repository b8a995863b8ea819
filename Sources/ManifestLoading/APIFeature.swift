import AssistantModel
import SourceDiagnostics
import YAMLTree

/// Fields that only some apis can hold.
enum APIFeature {
    static let apisByTool: [String: [APIKind]] = [
        "web_search": [.responses],
        "mcp": [.responses],
    ]

    /// Such as `api: responses`, for hints.
    static func list(_ apis: [APIKind]) -> String { apis.map { "`api: \($0.rawValue)`" }.joined(separator: ", ") }

    /// `auto`, and each api's own names for rankers.
    static func rankers(of api: APIKind?) -> [String] {
        switch api {
        case .responses: ["auto", "default-2024-11-15"]
        case .assistants: ["auto", "default_2024_08_21"]
        case nil: ["auto", "default-2024-11-15", "default_2024_08_21"]
        }
    }
}

extension LoadContext {
    /// The ranker that a field names; reports one that only another api knows with the apis that do.
    func ranker(_ field: Field) -> String? {
        let known = APIFeature.rankers(of: api)
        guard let api, case .scalar(let scalar) = field.node.value, !known.contains(scalar.text) else {
            return field.choice(known)
        }
        let able = APIKind.allCases.filter { APIFeature.rankers(of: $0).contains(scalar.text) }
        guard !able.isEmpty else { return field.choice(known) }
        problems.error(
            "unsupported-by-api",
            "`api: \(api.rawValue)` has no ranker \(quoted(scalar.text))",
            at: field.location,
            hint: "available with \(APIFeature.list(able)); rankers here: \(known.joined(separator: ", "))"
        )
        return nil
    }

    /// Refuses a tool that the environment's api does not have.
    func requireAPI(forTool type: String, at location: SourceLocation) {
        guard let api, let able = APIFeature.apisByTool[type], !able.contains(api) else { return }
        problems.error(
            "unsupported-by-api",
            "`api: \(api.rawValue)` has no tool `\(type)`",
            at: location,
            hint: "available with \(APIFeature.list(able))"
        )
    }
}
