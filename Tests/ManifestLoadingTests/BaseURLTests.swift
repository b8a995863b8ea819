import ManifestLoading
import SourceDiagnostics
import TestSupport
import Testing

@Suite("base_url of an environment")
struct BaseURLTests {
    private let bot: MemoryProject.File = """
        assistant: bot
        model: gpt-6-luna
        """

    @Test(
        "a base URL with a key in its query, in the middle of which nothing is shown",
        arguments: ["?api_key=a1b2c3d4", "?region=eu&key=AbCd3fGh1jKlMn0p", "#access_token=a1b2c3d4"]
    )
    func secretQuery(query: String) {
        let project = MarkedProject([
            "assistants/project.yaml": .text(
                """
                project: velo
                environments: { one: { base_url: 1️⃣"https://gateway.example/v1\(query)" } }
                """
            ),
            "assistants/bot.yaml": bot,
        ])
        #expect(
            project.report == """
                1️⃣ error: `base_url` holds a key or a token [secret-in-manifest]
                  hint: take it out and revoke it, for git keeps what was committed; the key is read from the \
                environment variable that `api_key_env` names
                """
        )
        #expect(project.result.sources["assistants/project.yaml"]?.contains("gateway") == false)
    }

    @Test("base URLs")
    func baseURLs() {
        expectDiagnostics(
            """
            1️⃣ error: "embeded" is neither `embedded` nor a URL [invalid-url]
              hint: such as https://gateway.example/v1
            2️⃣ error: "ftp://files.example" is not an http or https URL [invalid-url]
              hint: such as https://gateway.example/v1
            3️⃣ error: a URL with a user name or password never stands in a manifest [secret-in-manifest]
              hint: take it out and revoke it, for git keeps what was committed; the key is read from the \
            environment variable that `api_key_env` names
            4️⃣ error: `base_url` must end with its path, without `?` and `#` [invalid-url]
            5️⃣ warning: the key goes to gateway.example without encryption [insecure-url]
              hint: use https
            6️⃣ error: "https://gateway.example:port/v1" is not an http or https URL [invalid-url]
              hint: such as https://gateway.example/v1
            """,
            in: [
                "assistants/project.yaml": """
                project: velo
                default_environment: one
                environments:
                  one: { base_url: 1️⃣embeded }
                  two: { base_url: 2️⃣"ftp://files.example" }
                  three: { base_url: 3️⃣"https://me:pass@gateway.example/v1" }
                  four: { base_url: 4️⃣"https://gateway.example/v1?key=1" }
                  five: { base_url: 5️⃣"http://gateway.example/v1" }
                  six: { base_url: "http://localhost:8080/v1" }
                  seven: { base_url: "https://[::1]:8080/v1/" }
                  eight: { base_url: 6️⃣"https://gateway.example:port/v1" }
                """,
                "assistants/bot.yaml": bot,
            ]
        )
    }

    @Test("base URLs that lead nowhere, with the form that works")
    func wrongBaseURLs() {
        expectDiagnostics(
            """
            1️⃣ error: `base_url` is no base URL of Azure OpenAI, which answers below /openai/v1 without an api-version, \
            and where `model` is the name of a deployment [invalid-url]
              hint: write "https://velo.openai.azure.com/openai/v1"
            2️⃣ error: `base_url` goes on behind /v1, where every request puts its own path [invalid-url]
              hint: write "https://api.openai.com/v1"
            3️⃣ warning: `base_url` is api.openai.com, where the Assistants API was shut down on 2026-08-26 \
            [api-shut-down]
              hint: use `api: responses`, or set `base_url` to a host that still serves /v1/assistants
            """,
            in: [
                "assistants/project.yaml": """
                project: velo
                default_environment: one
                environments:
                  one: { base_url: 1️⃣"https://velo.openai.azure.com/openai?api-version=1" }
                  two: { base_url: 2️⃣"https://api.openai.com/v1/responses" }
                  three: { api: 3️⃣assistants, base_url: "https://eu.api.openai.com/v1" }
                """,
                "assistants/bot.yaml": bot,
            ]
        )
    }

    @Test("the Assistants API of api.openai.com, and a URL without a path, are warned of")
    func hosts() {
        expectDiagnostics(
            """
            1️⃣ warning: without `base_url` this is api.openai.com, where the Assistants API was shut down on 2026-08-26 \
            [api-shut-down]
              hint: use `api: responses`, or set `base_url` to a host that still serves /v1/assistants
            2️⃣ warning: `base_url` is api.openai.com, where the Assistants API was shut down on 2026-08-26 \
            [api-shut-down]
              hint: use `api: responses`, or set `base_url` to a host that still serves /v1/assistants
            3️⃣ warning: `base_url` has no path, and servers answer below `/v1` [url-without-path]
              hint: did you mean "https://gateway.example/v1"?
            4️⃣ warning: `base_url` has no path, and servers answer below `/v1` [url-without-path]
              hint: did you mean "https://gateway.example:8443/v1"?
            """,
            in: [
                "assistants/project.yaml": """
                project: velo
                default_environment: one
                environments:
                  one: { api: 1️⃣assistants }
                  two: { api: 2️⃣assistants, base_url: "https://api.openai.com/v1" }
                  three: { api: assistants, base_url: 3️⃣"https://gateway.example" }
                  four: { api: assistants, base_url: 4️⃣"https://gateway.example:8443/" }
                  five: { api: assistants, base_url: embedded }
                  six: { base_url: "https://api.openai.com/v1" }
                """,
                "assistants/bot.yaml": bot,
            ]
        )
    }
}
