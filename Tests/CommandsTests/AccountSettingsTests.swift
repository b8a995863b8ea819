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
        #expect(
            error?.description.contains(
                "set the environment variable GATEWAY_KEY (the environment production names it in api_key_env)"
            ) == true
        )
    }

    @Test("a missing key of an environment that names none: the variable is the default")
    func missingStandardKey() {
        let error = #expect(throws: APIError.self) { try AccountSettings(environment: environment(), variables: [:]) }
        #expect(
            error?.description.contains(
                "OPENAI_API_KEY (the default; `api_key_env` of the environment production can name another)"
            ) == true
        )
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

    private func refusal(_ variables: [String: String], _ endpoint: EnvironmentSettings.Endpoint = .standard) -> String
    {
        let all = ["OPENAI_API_KEY": "sk-secret"].merging(variables) { _, new in new }
        return #expect(throws: APIError.self) {
            try AccountSettings(environment: environment(endpoint: endpoint), variables: all)
        }?.description ?? ""
    }

    @Test(
        "what stands around a value is refused by the name of its variable, and never printed",
        arguments: [
            ("OPENAI_API_KEY", "\"sk-secret\"", "quotation mark"),
            ("OPENAI_API_KEY", "'sk-secret'\n", "quotation mark"),
            ("OPENAI_API_KEY", "“sk-secret”", "quotation mark"),
            ("OPENAI_API_KEY", "$OPENAI_KEY", "name of a variable"),
            ("OPENAI_API_KEY", "${OPENAI_KEY}", "name of a variable"),
            ("OPENAI_API_KEY", "${{ secrets.KEY }}", "name of a variable"),
            ("OPENAI_API_KEY", "OPENAI_API_KEY=sk-secret", "NAME=value"),
            ("OPENAI_API_KEY", "export OPENAI_API_KEY=sk-secret", "NAME=value"),
            ("OPENAI_API_KEY", "Bearer sk-secret", "Bearer"), ("OPENAI_ORG_ID", "\"org-secret\"", "quotation mark"),
            ("OPENAI_PROJECT_ID", "'proj-secret'", "quotation mark"),
            ("OPENAI_BASE_URL", "\"https://secret.example/v1\"", "quotation mark"),
        ]
    )
    func misquoted(variable: String, value: String, problem: String) {
        let text = refusal([variable: value])
        #expect(text.hasPrefix(variable) && text.contains(problem) && !text.contains("secret"), "\(text)")
    }

    @Test(
        "keys of other hosts may hold any of these characters",
        arguments: ["c2stQUJD==", "a$b", "KEY=", "o'neill-1"]
    )
    func usualKeys(key: String) throws {
        _ = try AccountSettings(environment: environment(), variables: ["OPENAI_API_KEY": key])
    }

    @Test(
        "a base URL that leads nowhere is refused with the form that works",
        arguments: [
            ("https://velo.openai.azure.com", "https://velo.openai.azure.com/openai/v1"),
            ("https://velo.openai.azure.com/openai/v1?api-version=preview", "https://velo.openai.azure.com/openai/v1"),
            ("https://velo.openai.azure.com/openai/deployments/gpt", "https://velo.openai.azure.com/openai/v1"),
            ("https://gw.example/ai/openai/deployments/gpt?api-version=1", "https://gw.example/ai/openai/v1"),
            ("https://gw.example/openai?api-version=2024-10-21", "https://gw.example/openai/v1"),
            ("https://api.openai.com/v1/responses", "https://api.openai.com/v1"),
            ("https://eu.api.openai.com/v1/chat/completions", "https://eu.api.openai.com/v1"),
            ("https://us.api.openai.com/v2", "https://us.api.openai.com/v1"),
            ("http://localhost:8080/v1/files/", "http://localhost:8080/v1"),
        ]
    )
    func wrongAddress(url: String, form: String) {
        #expect(refusal(["OPENAI_BASE_URL": url]).hasSuffix(": write \(form)"))
        #expect(refusal([:], .url(url)).hasPrefix("`base_url` in project.yaml"))
    }

    @Test(
        "a base URL that may lead somewhere is taken",
        arguments: [
            "https://velo.openai.azure.com/openai/v1/", "https://eu.api.openai.com/v1", "https://gw.example/v1/proxy",
            "https://gw.example/responses/v1", "https://gw.example/openai", "http://[::1]:8080/v1",
        ]
    )
    func rightAddress(url: String) throws {
        _ = try AccountSettings(
            environment: environment(),
            variables: ["OPENAI_API_KEY": "sk-1", "OPENAI_BASE_URL": url]
        )
    }
}
