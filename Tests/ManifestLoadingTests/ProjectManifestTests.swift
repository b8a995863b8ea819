import AssistantModel
import ManifestLoading
import SourceDiagnostics
import TestSupport
import Testing

@Suite("project.yaml")
struct ProjectManifestTests {
    private let bot: MemoryProject.File = """
        assistant: bot
        model: gpt-6-luna
        """

    @Test("a folder without project.yaml")
    func missingFile() {
        let result = ManifestLoader(reader: MemoryProject(["assistants/bot.yaml": bot])).load(environment: nil)
        #expect(
            result.diagnostics == [
                .error(
                    "no-project-file",
                    "there is no assistants/project.yaml",
                    at: nil,
                    hint: "run `assistantctl init`, or name the project's folder with --dir"
                )
            ]
        )
        #expect(result.settings == nil && result.desired == nil)
    }

    @Test("a project file under another name", arguments: ["Project.yaml", "project.yml", "PROJECT.YML"])
    func misnamedFile(name: String) {
        let project: MemoryProject.File = "project: velo\nenvironments: { sandbox: { base_url: embedded } }"
        let reader = MemoryProject(["assistants/bot.yaml": bot, "assistants/\(name)": project])
        let problem = ManifestLoader(reader: reader).load(environment: nil).diagnostics.first
        #expect(problem?.code == "no-project-file")
        #expect(problem?.hint == "rename assistants/\(name) to project.yaml")
    }

    @Test("unknown, missing and wrongly typed keys")
    func keys() {
        expectDiagnostics(
            """
            1️⃣ error: unknown key "projct" in a project [unknown-key]
              hint: did you mean "project"?
            1️⃣ error: a project needs `project` [missing-key]
              hint: a name such as `project: acme-support`
            4️⃣ error: unknown key "file_root" in a project [unknown-key]
              hint: did you mean "files_root"?
            2️⃣ error: `environments` must be a mapping, not a list [wrong-type]
            3️⃣ error: unknown key "modle" in `defaults` [unknown-key]
              hint: did you mean "model"?
            assistants/project.yaml:6:3 error: unknown key "assistant" in `defaults` [unknown-key]
              hint: known keys: name, description, model, instructions, reasoning_effort, temperature, top_p, \
            response_format, metadata, tools, knowledge, lifecycle, checks, checks_model
            """,
            in: [
                "assistants/project.yaml": """
                1️⃣projct: velo
                4️⃣file_root: ..
                environments: 2️⃣[sandbox]
                defaults:
                  3️⃣modle: gpt-6-luna
                  assistant: bot
                """,
                "assistants/bot.yaml": bot,
            ]
        )
    }

    @Test("names that are not allowed")
    func names() {
        expectDiagnostics(
            """
            1️⃣ error: "Velo--Lindqvist" is not a project [invalid-name]
              hint: allowed: lower-case letters and digits with single hyphens between, at most 36
            2️⃣ error: "my-key" is not the name of an environment variable [invalid-name]
              hint: allowed: letters, digits and `_`, no digit first
            3️⃣ error: "Production" is not the name of an environment [invalid-name]
              hint: allowed: lower-case letters and digits, at most 16
            """,
            in: [
                "assistants/project.yaml": """
                project: 1️⃣Velo--Lindqvist
                default_environment: sandbox
                environments:
                  sandbox: { base_url: embedded, api_key_env: 2️⃣my-key }
                  3️⃣Production: {}
                """,
                "assistants/bot.yaml": bot,
            ]
        )
    }

    @Test("an environment that is not declared", arguments: [nil, "prodution", "moon"])
    func undeclared(name: String?) {
        let wrongDefault = """
            1️⃣ error: `default_environment` names "sandbax", which is not declared [unknown-environment]
              hint: did you mean "sandbox"?
            """
        let wrongChoice = [
            "prodution": """

            2️⃣ error: project.yaml declares no environment "prodution" [unknown-environment]
              hint: did you mean "production"?
            """,
            "moon": """

            2️⃣ error: project.yaml declares no environment "moon" [unknown-environment]
              hint: declared: production, sandbox
            """,
        ]
        expectDiagnostics(
            wrongDefault + (wrongChoice[name ?? ""] ?? ""),
            in: [
                "assistants/project.yaml": """
                project: velo
                default_environment: 1️⃣sandbax
                2️⃣environments:
                  sandbox: { base_url: embedded }
                  production: {}
                """,
                "assistants/bot.yaml": bot,
            ],
            environment: name
        )
    }

    @Test("no environment is chosen where there are several")
    func noEnvironment() {
        expectDiagnostics(
            """
            1️⃣ error: no environment was chosen, and there is no `default_environment` [no-environment]
              hint: choose one with --env; declared: production, sandbox
            """,
            in: [
                "assistants/project.yaml": """
                project: velo
                1️⃣environments: { sandbox: { base_url: embedded }, production: {} }
                """,
                "assistants/bot.yaml": bot,
            ]
        )
    }

    @Test("apis that are unknown or not supported yet")
    func apis() {
        expectDiagnostics(
            """
            1️⃣ error: "response" is not a value of `api` [unknown-value]
              hint: did you mean "responses"?
            2️⃣ error: `api: agents` is not supported yet [unsupported-api]
              hint: supported: responses, assistants
            3️⃣ error: `api: foundry` is not supported yet [unsupported-api]
              hint: supported: responses, assistants
            4️⃣ error: `api: assistants` has no registry [unsupported-by-api]
              hint: available with `api: responses`
            """,
            in: [
                "assistants/project.yaml": """
                project: velo
                default_environment: one
                environments:
                  one: { api: 1️⃣response }
                  two: { api: 2️⃣agents }
                  three: { api: 3️⃣foundry }
                  four: { api: assistants, base_url: embedded, registry: 4️⃣vector_store }
                """,
                "assistants/bot.yaml": bot,
            ]
        )
    }

    @Test("a certificate where no connection is made")
    func unusedCertificate() {
        let certificate = "-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n"
        expectDiagnostics(
            """
            1️⃣ warning: `ca_file` does nothing with `base_url: embedded`: no connection leaves the command \
            [unused-certificate]
              hint: take it out, or set `base_url` to the host that the certificate is for
            """,
            in: [
                "assistants/project.yaml": """
                project: velo
                default_environment: one
                environments:
                  one: { base_url: embedded, ca_file: 1️⃣authority.pem }
                  two: { base_url: "https://gateway.example/v1", ca_file: authority.pem }
                """,
                "assistants/authority.pem": .text(certificate),
                "assistants/bot.yaml": bot,
            ]
        )
    }

    @Test("files_root that is no folder")
    func filesRoot() {
        expectDiagnostics(
            """
            1️⃣ error: there is no folder dcos [missing-file]
              hint: `files_root` is relative to project.yaml
            """,
            in: [
                "assistants/project.yaml": """
                project: velo
                files_root: 1️⃣../dcos
                environments: { sandbox: { base_url: embedded } }
                """,
                "assistants/bot.yaml": bot,
            ]
        )
        expectDiagnostics(
            """
            1️⃣ error: "/repo" is an absolute path [absolute-path]
              hint: write it relative to assistants
            """,
            in: [
                "assistants/project.yaml": """
                project: velo
                files_root: 1️⃣/repo
                environments: { sandbox: { base_url: embedded } }
                """,
                "assistants/bot.yaml": bot,
            ]
        )
    }

    @Test("several documents in project.yaml")
    func documents() {
        expectDiagnostics(
            """
            1️⃣ error: project.yaml has 2 documents; it must have one [wrong-document-count]
            """,
            in: [
                "assistants/project.yaml": """
                project: velo
                ---
                1️⃣project: velo
                """,
                "assistants/bot.yaml": bot,
            ]
        )
    }

    @Test(
        "an environment says which checks have to pass",
        arguments: [
            ("", .none), (", require_checks: false", .none), (", require_checks: true", .declared),
            (", require_checks: all", .all),
        ] as [(String, EnvironmentSettings.RequiredChecks)]
    )
    func requiredChecks(text: String, required: EnvironmentSettings.RequiredChecks) {
        let project = MarkedProject([
            "assistants/project.yaml": .text("project: velo\nenvironments: { sandbox: { base_url: embedded\(text) } }"),
            "assistants/bot.yaml": bot,
        ])
        #expect(project.result.settings?.environments.first?.requiredChecks == required)
        let wrong = MarkedProject([
            "assistants/project.yaml":
                "project: velo\nenvironments: { sandbox: { base_url: embedded, require_checks: some } }"
        ])
        #expect(wrong.report.contains("require_checks"))
    }

    @Test("validate checks every environment, and says each problem once with the environments that have it")
    func allEnvironments() {
        let files: [String: MemoryProject.File] = [
            "assistants/project.yaml": """
            project: velo
            default_environment: sandbox
            environments:
              sandbox: { base_url: embedded }
              gateway: { api: assistants, base_url: "https://gateway.example/v1" }
              staging: { api: assistants, base_url: "https://staging.example/v1" }
            """,
            "assistants/bot.yaml": """
            assistant: bot
            model: gpt-6-luna
            temperature: 1️⃣9
            tools:
              - 2️⃣web_search
            environments:
              gateway: { tools: [3️⃣nothing] }
              staging: { top_p: 4️⃣7 }
            """,
        ]
        #expect(
            MarkedProject(files, checksAll: true).report == """
                1️⃣ error: `temperature` is 9; allowed are 0 to 2 [out-of-range]
                2️⃣ error: `api: assistants` has no tool `web_search` [unsupported-by-api]
                  note -: in the environment staging
                  hint: available with `api: responses`
                3️⃣ error: unknown tool "nothing" [unknown-tool]
                  note -: in the environment gateway
                  hint: tools: file_search, code_interpreter, function, web_search, mcp
                4️⃣ error: `top_p` is 7; allowed are 0 to 1 [out-of-range]
                  note -: in the environment staging
                """
        )
        #expect(MarkedProject(files, checksAll: true).result.desired == nil)
        #expect(MarkedProject(files).report == "1️⃣ error: `temperature` is 9; allowed are 0 to 2 [out-of-range]")
    }
}
