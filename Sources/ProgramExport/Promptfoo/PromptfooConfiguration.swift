import AssistantModel
import ManifestWriting
import OrderedJSON

/// The checks of an assistant as a `promptfooconfig.yaml`: for whoever runs them with promptfoo instead of this tool.
///
/// The request of the live release goes in whole, below `passthrough`, where promptfoo changes nothing of it. What
/// promptfoo cannot say stands as a comment where it would be, with the reason.
package struct PromptfooConfiguration: Sendable {
    /// Of the manifest.
    package var key: String
    /// What people call the assistant.
    package var name: String?
    package var account: ExportedAccount
    package var source: ExportedProgram.AnswerSource
    /// At least one.
    package var checks: [Check]
    /// The model that judges; nil where no check asks for one.
    package var judge: String?
    /// Whether something of the request is left out because it is secret.
    package var hidesSecrets: Bool

    /// The most tokens of an answer, where the request does not say it: as `check` asks. Promptfoo's own is 1,024.
    static let outputTokens = 8_000

    package init(
        key: String,
        name: String?,
        account: ExportedAccount,
        source: ExportedProgram.AnswerSource,
        checks: [Check],
        judge: String?,
        hidesSecrets: Bool
    ) {
        self.key = key
        self.name = name
        self.account = account
        self.source = source
        self.checks = checks
        self.judge = judge
        self.hidesSecrets = hidesSecrets
    }

    /// The document, which ends with a line end.
    package var text: String {
        let tests = checks.map { PromptfooTest($0, asksResponses: asksResponses, repeats: repeats) }
        var lines = CommentText.lines(heading, mark: "#")
        lines += entry("description", .string("Checks of \(key)"))
        lines += entry("prompts", ["{{question}}"])
        lines += ["providers:", "  - id: \(ScalarText.inline(provider, in: .flow))"]
        lines += entry("label", .string(key), indentation: 4)
        lines += entry("config", .object(config), indentation: 4)
        if let judge {
            let grader: JSONValue = ["id": .string("openai:responses:\(judge)"), "config": .object(connection)]
            lines += entry("defaultTest", ["options": ["provider": grader]])
        }
        // An answer out of a cache is no other answer.
        var options: JSONObject = ["cache": false]
        if let repeats { options["repeat"] = .integer(repeats) }
        lines += entry("evaluateOptions", .object(options))
        lines += tests.allSatisfy({ $0.assertions.isEmpty }) ? ["tests: []"] : ["tests:"]
        for test in tests { lines += test.lines }
        return lines.joined(separator: "\n") + "\n"
    }

    private var heading: String {
        let shown = name.map { $0 == key ? "\"\(key)\"" : "\"\($0)\" (\(key))" } ?? "\"\(key)\""
        var lines = [
            "The checks of the assistant \(shown) for promptfoo (https://promptfoo.dev).", "",
            "Run them with: npx promptfoo@latest eval -c promptfooconfig.yaml",
            "The key of the account is read from the variable \(account.keyVariable).",
        ]
        if hidesSecrets {
            lines.append("Something of it is secret and stands as <hidden>: put it in before you run this.")
        }
        if account.isSandbox {
            lines += [
                "", "The account is the local one. In the folder of the project, this serves it:",
                "assistantctl sandbox --port 8080", "It answers to the key \"sandbox\".",
            ]
        }
        lines += ["", "What promptfoo cannot say stands as a comment where it would be."]
        if judge != nil { lines.append("Where a model judges, it gets promptfoo's own instructions for that.") }
        return lines.joined(separator: "\n")
    }

    private var asksResponses: Bool { if case .responses = source { true } else { false } }

    private var provider: String {
        switch source {
        case .responses(let request, _): "openai:responses:\(request["model"]?.stringValue ?? "")"
        case .assistant(let id): "openai:assistant:\(id)"
        }
    }

    /// How the account is reached.
    private var connection: JSONObject {
        var members: JSONObject = ["apiKeyEnvar": .string(account.keyVariable)]
        if account.isBaseURLFixed || account.isSandbox { members["apiBaseUrl"] = .string(account.baseURL) }
        if let organization = account.organization { members["organization"] = .string(organization) }
        if let project = account.project { members["headers"] = ["OpenAI-Project": .string(project)] }
        return members
    }

    private var config: JSONObject {
        guard case .responses(let request, _) = source, let request = request.objectValue else { return connection }
        var body = request.filter { $0.key != "model" }
        if body["max_output_tokens"] == nil { body["max_output_tokens"] = .integer(Self.outputTokens) }
        return connection + ["passthrough": .object(body)]
    }

    /// How often promptfoo asks everything; nil where checks differ in that, or all ask once.
    private var repeats: Int? {
        let counts = Set(checks.map(\.maximumRuns))
        guard let count = counts.first, counts.count == 1, count > 1, checks.allSatisfy({ $0.required == .all }) else {
            return nil
        }
        return count
    }

    private func entry(_ key: String, _ value: JSONValue, indentation: Int = 0) -> [String] {
        PromptfooTest.entry(key, value, indentation: indentation)
    }
}
