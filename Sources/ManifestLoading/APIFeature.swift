import AssistantModel
import SourceDiagnostics

/// Fields that only some apis can hold (design 3).
enum APIFeature {
    static let apisByTool: [String: [APIKind]] = [
        "web_search": [.responses],
        "mcp": [.responses],
    ]

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
    /// Refuses a tool that the environment's api does not have.
    func requireAPI(forTool type: String, at location: SourceLocation) {
        guard let api, let able = APIFeature.apisByTool[type], !able.contains(api) else { return }
        let names = able.map { "`api: \($0.rawValue)`" }.joined(separator: ", ")
        problems.error(
            "unsupported-by-api",
            "`api: \(api.rawValue)` has no tool `\(type)`",
            at: location,
            hint: "available with \(names)"
        )
    }
}
