import SourceDiagnostics
import TestSupport
import SourceDiagnostics
import Testing

@testable import ManifestLoading

@Suite("Secrets in prompts and manifests")
struct SecretTests {
    /// Tokens are put together here, so that no scanner takes this file for a leak.
    private static let digits = "1a2B3c4D5e6F7g8H9i0J1k2L3m4N5o6P7q8R"

    @Test(
        "keys of services are told by how they begin",
        arguments: [
            ("sk-proj-" + digits, "an API key"), ("ghp_" + digits, "a token of GitHub"),
            ("github_pat_11ABCDEFG0_" + digits, "a token of GitHub"), ("glpat-" + digits, "a token of GitLab"),
            ("AKIA" + "IOSFODNN7ABCDEFG", "an access key of AWS"),
            ("xoxb-2345678901-" + digits, "a token of Slack"), ("AIza" + digits, "an API key of Google"),
            ("sk_live_" + digits, "a key of Stripe"), ("hf_" + digits, "a token of Hugging Face"),
            ("npm_" + digits, "a token of npm"),
        ]
    )
    func keys(key: String, name: String) {
        let text = "Use \(key), always."
        let findings = SecretScan.findings(in: text)
        #expect(findings == [.init(range: 4..<(4 + key.utf8.count), name: name, isCertain: true)])
    }

    @Test(
        "what may be a secret",
        arguments: [
            ("password: Sommer-2027-Rad", "Sommer-2027-Rad"), ("**Passwort:** `k7#mQz!p`", "k7#mQz!p"),
            ("API_KEY=9f86d081884c7d659a2feaa0c55ad015", "9f86d081884c7d659a2feaa0c55ad015"),
            ("\"client_secret\": \"aB3dE5gH7jK9mN1p\"", "aB3dE5gH7jK9mN1p"),
            ("https://anna:v3lo-lindqvist@shop.example/", "v3lo-lindqvist"),
            (
                "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJ2ZWxvIn0.c2lnbmF0dXJlLTEy",
                "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJ2ZWxvIn0.c2lnbmF0dXJlLTEy"
            ),
        ]
    )
    func likely(text: String, secret: String) throws {
        let finding = try #require(SecretScan.findings(in: text).first)
        #expect(String(decoding: Array(text.utf8)[finding.range], as: UTF8.self) == secret)
        #expect(!finding.isCertain)
    }

    @Test(
        "what is none",
        arguments: [
            "task-sk-learn-style-guide-2027", "AKIA" + "IOSFODNN7EXAMPLE", "password: <your password>",
            "API_KEY=${OPENAI_API_KEY_2}", "max_tokens: 4096000000000001", "token: lookup_order_2", "secret: none",
            "Passwort: mindestens 12 Zeichen", "https://shop.example:8080/a@b", "api_key_env: OPENAI_API_KEY_2",
            "sha256: 9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08", "token: schemas/order2.json",
            "---", "-----BEGIN CERTIFICATE-----", "https://user:password@host/",
        ]
    )
    func harmless(text: String) {
        #expect(SecretScan.findings(in: text).isEmpty)
    }

    @Test("a prompt with secrets: where they stand, and nothing of them is shown")
    func prompt() {
        let key = "-----BEGIN RSA PRIVATE " + "KEY-----\nMIIEpAIBAAKCAQEA7\n-----END RSA PRIVATE " + "KEY-----"
        let project = MarkedProject([
            "assistants/bot.yaml": """
            assistant: bot
            model: gpt-6-luna
            instructions: { file: prompt.md }
            """,
            "assistants/prompt.md": .text(
                "Grüße.\n1️⃣\(key)\nThe password: 2️⃣Sommer-2027-Rad\nThen 3️⃣ghp_\(Self.digits).\n"
            ),
        ])
        let advice = "whoever talks to the assistant can make it say what its instructions hold"
        #expect(
            project.report == """
                1️⃣ error: this looks like a private key [secret-in-manifest]
                  hint: take it out and revoke it, for git keeps what was committed; \(advice)
                2️⃣ warning: this may be a password or a token [likely-secret]
                  hint: if it is one, take it out and change it, for git keeps what was committed; \(advice)
                3️⃣ error: this looks like a token of GitHub [secret-in-manifest]
                  hint: take it out and revoke it, for git keeps what was committed; \(advice)
                """
        )
        let shown = project.result.sources["assistants/prompt.md"] ?? ""
        #expect(shown.hasPrefix("Grüße.\n*******************************\n*****************\n"))
        #expect(!shown.contains("Sommer") && !shown.contains("ghp_"))
    }

    @Test("a likely secret can be silenced at the entry, and is blacked out all the same")
    func silenced() {
        let project = MarkedProject([
            "assistants/bot.yaml": """
            assistant: bot
            model: gpt-6-luna
            # The password of the demonstration shop, which everybody may know.
            # assistantctl:ignore likely-secret
            instructions: { file: prompt.md }
            """,
            "assistants/prompt.md": "password: Sommer-2027-Rad",
        ])
        #expect(project.report == "")
        #expect(project.result.sources["assistants/prompt.md"] == "password: ***************")
    }

    @Test(
        "a secret is blacked out whatever ends the lines, and behind a byte order mark",
        arguments: ["\n", "\r\n", "\r"],
        ["", "\u{FEFF}"]
    )
    func lineEnds(lineEnd: String, mark: String) {
        let server = "{type: mcp, server_label: shop, server_url: https://velo.example, authorization: abc-def}"
        let lines = ["assistant: bot", "model: gpt-6-luna", "tools:", "  - \(server)", ""]
        for text in [lines.joined(separator: lineEnd), "{assistant: bot, model: gpt-6-luna, tools: [\(server)]}"] {
            let project = MarkedProject(["assistants/bot.yaml": .text(mark + text)])
            let shown = project.result.sources["assistants/bot.yaml"] ?? ""
            #expect(shown == mark + text.replacing("abc-def", with: "*******"))
        }
    }

    @Test("a likely secret is reported at its line where a lone carriage return ends lines")
    func loneReturns() {
        let project = MarkedProject([
            "assistants/bot.yaml": "assistant: bot\nmodel: gpt-6-luna\ninstructions: { file: prompt.md }\n",
            "assistants/prompt.md": "Be kind.\rpassword: Sommer-2027-Rad\r",
        ])
        #expect(project.result.diagnostics.map { $0.location?.description } == ["assistants/prompt.md:2:11"])
    }
}
