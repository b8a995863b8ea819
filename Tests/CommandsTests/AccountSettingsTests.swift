import AssistantModel
import OpenAIAPI
import SourceDiagnostics
import Testing

@testable import Commands

@Suite("How an environment's account is found")
struct AccountSettingsTests {
    private func environment(
        endpoint: EnvironmentSettings.Endpoint = .standard,
        organization: String? = nil,
        keyVariable: String = "OPENAI_API_KEY"
    ) -> EnvironmentSettings {
        EnvironmentSettings(
            name: "production",
            api: .assistants,
            endpoint: endpoint,
            organization: organization,
            apiKeyVariable: keyVariable,
            location: SourceLocation(file: "assistants/project.yaml")
        )
    }

    @Test("what the environment says wins over the variables of the SDKs")
    func manifestWins() throws {
        let settings = try AccountSettings(
            environment: environment(endpoint: .url("https://gateway.example/v1"), organization: "org-ours"),
            variables: [
                "OPENAI_API_KEY": "sk-1", "OPENAI_BASE_URL": "https://other.example/v1", "OPENAI_ORG_ID": "org-other",
                "OPENAI_PROJECT_ID": "proj-1",
            ]
        )
        #expect(settings.configuration.baseURL.description == "https://gateway.example/v1")
        #expect(settings.configuration.organization == "org-ours")
        #expect(settings.configuration.project == "proj-1")
    }

    @Test("without a word in manifest and variables it is OpenAI's own account")
    func standard() throws {
        let settings = try AccountSettings(
            environment: environment(),
            variables: ["OPENAI_API_KEY": "sk-1", "OPENAI_BASE_URL": "", "OPENAI_ORG_ID": ""]
        )
        #expect(settings.configuration.baseURL.description == "https://api.openai.com/v1")
        #expect(settings.configuration.organization == nil)
    }

    @Test("a missing key names the variable to set")
    func missingKey() {
        let error = #expect(throws: APIError.self) {
            try AccountSettings(
                environment: environment(keyVariable: "GATEWAY_KEY"),
                variables: ["OPENAI_API_KEY": "sk-1"]
            )
        }
        #expect(error?.description.contains("set the environment variable GATEWAY_KEY") == true)
    }

    @Test("no way of printing the settings shows the key")
    func redaction() throws {
        let settings = try AccountSettings(environment: environment(), variables: ["OPENAI_API_KEY": "sk-secret"])
        var dumped = ""
        dump(settings, to: &dumped)
        #expect(!dumped.contains("sk-secret"))
        #expect(!"\(settings)".contains("sk-secret"))
    }

    @Test("a base URL without a path gets a hint, wherever it comes from")
    func missingPath() {
        func hint(_ endpoint: EnvironmentSettings.Endpoint, variable: String = "") -> String? {
            AccountSettings.hint(
                onBaseURLOf: environment(endpoint: endpoint),
                variables: ["OPENAI_BASE_URL": variable]
            )
        }
        let expected =
            "the base URL has no path, and servers answer below /v1: did you mean https://gateway.example/v1?"
        #expect(hint(.url("https://gateway.example")) == expected)
        #expect(hint(.standard, variable: "https://gateway.example/") == expected)
        #expect(hint(.standard) == nil && hint(.embedded) == nil && hint(.url("https://gateway.example/v1")) == nil)
    }
}
