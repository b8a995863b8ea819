import SourceDiagnostics
import TestSupport
import SourceDiagnostics
import Testing

@testable import ManifestLoading

@Suite("Secrets in prompts and manifests")
struct SecretTests {
    /// Tokens are put together here, so that no scanner takes this file for a leak.
    private static let digits = "1a2B3c4D5e6F7g8H9i0J1k2L3m4N5o6P7q8R"
    private static let hexadecimal = "0a1b2c3d4e5f60718293a4b5c6d7e8f90a1b2c3d4e5f60718293a4b5c6d7e8f9"

    @Test(
        "keys of services are told by how they begin",
        arguments: [
            ("sk-proj-" + digits, "an API key"), ("ghp_" + digits, "a token of GitHub"),
            ("github_pat_11ABCDEFG0_" + digits, "a token of GitHub"), ("glpat-" + digits, "a token of GitLab"),
            ("AKIA" + "IOSFODNN7ABCDEFG", "an access key of AWS"),
            ("xoxb-2345678901-" + digits, "a token of Slack"), ("AIza" + digits, "an API key of Google"),
            ("sk_live_" + digits, "a key of Stripe"), ("hf_" + digits, "a token of Hugging Face"),
            ("npm_" + digits, "a token of npm"), ("pypi-AgEIcHlwaS5vcmc" + digits + digits, "a token of PyPI"),
            ("shpat_" + "0a1b2c3d4e5f60718293a4b5c6d7e8f9", "a token of Shopify"),
            ("dop_v1_" + digits.lowercased().filter(\.isHexDigit) + hexadecimal, "a token of DigitalOcean"),
            ("gsk_" + digits + digits, "a key of Groq"), ("xapp-1-A0B1C2D3E4-" + digits, "a token of Slack"),
            ("hvs." + digits, "a token of Vault"), ("glsa_" + digits, "a token of Grafana"),
            ("eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJ2ZWxvIn0.c2lnbmF0dXJlLTEy", "a JSON Web Token"),
        ]
    )
    func keys(key: String, name: String) {
        let text = "Use \(key), always."
        let findings = SecretScan.findings(in: text)
        #expect(findings == [.init(range: 4..<(4 + key.utf8.count), name: name, isCertain: true)])
    }

    @Test(
        "a long text without blanks costs no more than one with blanks",
        .timeLimit(.minutes(5)),
        arguments: [
            "a:", "token=", "eyJ-", "eyJhbGciOi.", "hvs.", "key-a=",
            "-----BEGIN PRIVATE KEY-----\nMIIEvQIBADANBgkqhkiG9w0\n",
        ]
    )
    func longText(part: String) {
        // Where each part looked through the rest of the text, these were some billions of steps.
        let text = String(repeating: part, count: 100_000 / part.utf8.count) + " ghp_" + Self.digits
        #expect(SecretScan.findings(in: text).last?.name == "a token of GitHub")
    }

    @Test("a key is found whole, however long it is")
    func longKey() {
        let key = "sk-proj-" + String(repeating: Self.digits, count: 40)
        #expect(SecretScan.findings(in: "Use \(key).").map(\.range) == [4..<(4 + key.utf8.count)])
    }

    @Test(
        "what may be a secret",
        arguments: [
            ("password: Sommer-2027-Rad", "Sommer-2027-Rad"), ("**Passwort:** `k7#mQz!p`", "k7#mQz!p"),
            ("API_KEY=9f86d081884c7d659a2feaa0c55ad015", "9f86d081884c7d659a2feaa0c55ad015"),
            ("\"client_secret\": \"aB3dE5gH7jK9mN1p\"", "aB3dE5gH7jK9mN1p"),
            ("Authorization: Bearer 9f86d081884c7d659a2feaa0", "9f86d081884c7d659a2feaa0"),
        ]
    )
    func likely(text: String, secret: String) throws {
        let finding = try #require(SecretScan.findings(in: text).first)
        #expect(String(decoding: Array(text.utf8)[finding.range], as: UTF8.self) == secret)
        #expect(!finding.isCertain)
    }

    @Test(
        "what lets in whoever knows it, in the middle of a text",
        arguments: [
            ("See https://anna:v3lo-lindqvist@shop.example/ for", "v3lo-lindqvist", "the password of a URL"),
            (
                "post to <https://hooks.slack.com/services/T0A1B2C3D/B4E5F6G7H/" + digits.prefix(24) + ">.",
                "/services/T0A1B2C3D/B4E5F6G7H/" + digits.prefix(24), "the address of a webhook of Slack"
            ),
            (
                "https://discord.com/api/webhooks/1234567890123/" + digits, "/api/webhooks/1234567890123/" + digits,
                "the address of a webhook of Discord"
            ),
            (
                "\"https://velo.webhook.office.com/webhookb2/" + hexadecimal + "\"", "/webhookb2/" + hexadecimal,
                "the address of a webhook of Teams"
            ),
        ]
    )
    func addresses(text: String, secret: String, name: String) throws {
        let findings = SecretScan.findings(in: text)
        let finding = try #require(findings.first)
        #expect(String(decoding: Array(text.utf8)[finding.range], as: UTF8.self) == secret)
        #expect(findings.count == 1 && finding.isCertain && finding.name == name)
    }

    @Test(
        "a key is certain whatever word stands before it",
        arguments: ["password: ", "token: ", "api_key=", "Log in with password: ", "\"secret\": \"", "Bearer ", ""]
    )
    func behindWord(word: String) {
        let key = "sk-proj-" + Self.digits
        let findings = SecretScan.findings(in: word + key)
        #expect(
            findings == [.init(range: word.utf8.count..<(word + key).utf8.count, name: "an API key", isCertain: true)]
        )
        #expect(SecretScan.hiding(word + key) == word + "<hidden>")
    }

    @Test(
        "a key is certain whatever it hangs on",
        arguments: [
            "sk-proj-" + digits, "sk-svcacct-" + digits, "sk-admin-" + digits, "sk-ant-api03-" + digits,
            "sk-" + digits + "T3BlbkFJ" + digits, "ghp_" + digits, "github_pat_11ABCDEFG0_" + digits,
            "glpat-" + digits, "AKIA" + "IOSFODNN7ABCDEFG", "xoxb-2345678901-" + digits, "AIza" + digits,
            "sk_live_" + digits, "hf_" + digits, "npm_" + digits, "shpat_" + hexadecimal, "gsk_" + digits + digits,
            "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJ2ZWxvIn0.c2lnbmF0dXJlLTEy",
        ],
        ["x", "K", "7", "_", "-", "my-", "token_", "--", "ä", "risk", "MY_OLD_KEY_", "a/b/"]
    )
    func hangingOn(key: String, word: String) {
        let text = "Use \(word)\(key), always."
        #expect(SecretScan.hiding(text) == "Use \(word)<hidden>, always.")
        #expect(SecretScan.findings(in: text).map(\.isCertain) == [true])
    }

    @Test("a private key behind a row of dashes is one")
    func keyBehindDashes() {
        let key = "-----BEGIN PRIVATE " + "KEY-----\nMIIEvQIBADANBgkqhkiG9w0B\n-----END PRIVATE " + "KEY-----"
        #expect(SecretScan.hiding("----\(key)") == "----<hidden>")
        #expect(SecretScan.hiding("key\(key)") == "key<hidden>")
    }

    @Test(
        "words that end as keys begin are none",
        arguments: [
            "risk-project-2027-internationalization", "risk-proj-9f86d081884c7d659a2feaa0c55ad015a3bf4f1b",
            "desk-admin-dashboardconfiguration2027", "task-9f86d081884c7d659a2feaa0c55ad015", "disk-sk-9f86d081884c",
            "app-sk-9f86d081884c7d65.js", "messages-sk-3f2a9c81d0b4e5f6a7b8.js", "ask-svcacct-rotation-runbook-2027",
            "network_test_9f86d081884c7d659a2feaa0c55ad015", "task_live_deployment2027configuration",
            "benchmark_live_9f86d081884c7d659a2feaa0", "berlin_api_9f86d081884c7d659a2feaa0c55ad015a3bf4f1b",
            "weighs_9f86d081884c7d659a2feaa0c55ad015a3bf4f1b", "DISK" + hexadecimal.prefix(32),
            "task_" + hexadecimal.prefix(48), "handapi" + hexadecimal.prefix(32), "istanpul-" + hexadecimal.prefix(40),
            "wahf_9f86d081884c7d659a2feaa0c55ad015a3bf4f1b", "info1_backup_configuration_of_all_hosts_2027_and_later",
            "LOGMSG.shop_order_confirmation.send_to_customers_in_all_languages.v2.retries10",
            "VOLTAI" + "BRAKESYSTEM2027FRONTAXLE", "mask-ant-colony-optimization-2027-parameters",
        ]
    )
    func words(text: String) {
        #expect(SecretScan.findings(in: text).filter(\.isCertain).isEmpty)
    }

    @Test("a private key without an end is hidden to its last line, and one that is only spoken of is none")
    func privateKeys() {
        let start = "-----BEGIN PRIVATE " + "KEY-----"
        let key = "\(start)\nMIIEvQIBADANBgkqhkiG9w0B\nAQEFAASCBKcwggSjAgEAAoIB"
        #expect(SecretScan.hiding("a\n\(key)\nUse it well.\n") == "a\n<hidden>\nUse it well.\n")
        #expect(
            SecretScan.hiding(#"{"key": "\#(start)\nMIIEvQIBADANBgkqhkiG9w0B\n-----END PRIVATE KEY-----\n"}"#)
                == #"{"key": "<hidden>\n"}"#
        )
        for text in ["Never accept \(start) in a message.", "\(start)\n...\n-----END PRIVATE KEY-----"] {
            #expect(SecretScan.findings(in: text).isEmpty)
        }
    }

    @Test(
        "what is none",
        arguments: [
            "task-sk-learn-style-guide-2027", "AKIA" + "IOSFODNN7EXAMPLE", "password: <your password>",
            "API_KEY=${OPENAI_API_KEY_2}", "max_tokens: 4096000000000001", "token: lookup_order_2", "secret: none",
            "Passwort: mindestens 12 Zeichen", "https://shop.example:8080/a@b", "api_key_env: OPENAI_API_KEY_2",
            "sha256: 9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08", "token: schemas/order2.json",
            "---", "-----BEGIN CERTIFICATE-----", "https://user:password@host/", "sk-...", "token: <token>",
            "sk-your-api-key-goes-here-2027", "sk-xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx1",
            "api_key: sk-proj-XXXXXXXXXXXXXXXX12",
            "ghp_exampleexampleexampleexampleexampl3", "https://${USER}:${PASSWORD}@host/", "https://user:...@host/",
            "https://hooks.slack.com/services/T00000000/B00000000/XXXXXXXXXXXXXXXXXXXXXXXX",
            "https://discord.com/api/webhooks/{id}/{token}", "postgres://postgres:postgres@localhost/shop",
            "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJzdWIiOiIxMjM0NTY3ODkwIiwibmFtZSI6IkpvaG4gRG9lIiwiaWF0IjoxNTE2"
                + "MjM5MDIyfQ.SflKxwRJSMeKKF2QT4fwpMeJf36POk6yJVadQssw5c", "sk-learnInternationalization-2027",
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

    @Test("a key is an error in every place of a manifest, and nothing of it is shown")
    func everyPlace() {
        let key = "sk-proj-" + Self.digits
        let project = MarkedProject([
            "assistants/project.yaml": .text(
                """
                project: velo
                environments: { sandbox: { base_url: embedded } }
                # Sara's, until Friday: 1️⃣\(key)
                """
            ),
            "assistants/bot.yaml": .text(
                """
                assistant: bot
                model: gpt-6-luna
                description: "password: 1️⃣\(key)"
                instructions: |
                  Log in with password: 2️⃣\(key)
                metadata: { token: 3️⃣\(key) }
                tools:
                  - { type: web_search, extra: { 4️⃣newer: 5️⃣\(key) } }
                  - { type: mcp, server_label: shop, server_url: "https://velo.example/mcp", headers: { X-Shop: 6️⃣\(key) } }
                  - { type: function, name: find, description: "token 7️⃣\(key)" }
                """
            ),
        ])
        let secrets = project.result.diagnostics.filter { $0.code == "secret-in-manifest" }
        #expect(secrets.count == 7 && project.result.diagnostics.filter { $0.code == "likely-secret" }.isEmpty)
        #expect(secrets.allSatisfy { $0.severity == .error && $0.message == "this looks like an API key" })
        let shown = project.result.sources.values.joined()
        #expect(
            !shown.contains("1a2B") && shown.contains("Log in with password: \(String(repeating: "*", count: 44))\n")
        )
        #expect(!project.report.contains("1a2B"))
    }

    @Test("a key that escapes or folded lines keep out of the text")
    func writtenOtherwise() {
        let project = MarkedProject([
            "assistants/bot.yaml": .text(
                """
                assistant: bot
                model: gpt-6-luna
                instructions: 1️⃣"Use s\\x6b-proj-\(Self.digits)"
                description: 2️⃣"Use sk-proj-1a2B3c\\
                  4D5e6F7g8H9i0J1k2L3m4N5o6P7q8R"
                """
            )
        ])
        #expect(project.result.diagnostics.filter { $0.code == "secret-in-manifest" }.count == 2)
        #expect(project.report.contains("1️⃣ error: this looks like an API key [secret-in-manifest]"))
        #expect(project.report.contains("2️⃣ error: this looks like an API key [secret-in-manifest]"))
        let shown = project.result.sources["assistants/bot.yaml"] ?? ""
        #expect(!shown.contains("3c4D") && !shown.contains("4D5e"))
    }

    @Test("messages that cut a long value cut it in front of what is secret in it")
    func longValue() {
        let key = "sk-proj-" + String(repeating: Self.digits, count: 4)
        let project = MarkedProject([
            "assistants/bot.yaml": .text("assistant: bot\nmodel: gpt-6-luna\nreasoning_effort: \(key)\n")
        ])
        #expect(project.report.contains("\"<redacted>\" is not a value of `reasoning_effort`"))
        #expect(!project.report.contains("1a2B"))
    }

    @Test("knowledge and code files with a key are a warning, for documentation shows keys")
    func knowledge() {
        let project = MarkedProject([
            "assistants/bot.yaml": """
            assistant: bot
            model: gpt-6-luna
            tools:
              - file_search
              - { type: code_interpreter, files: [2️⃣data/keys.csv] }
            knowledge: { files: [1️⃣"docs/*.md"] }
            """,
            "assistants/docs/api.md": .text("# API\n\ncurl -H 'Authorization: Bearer ghp_\(Self.digits)'\n"),
            "assistants/docs/plain.md": "password: Sommer-2027-Rad, key sk-...\n",
            "assistants/data/keys.csv": .text("name,key\nshop,sk-proj-\(Self.digits)\n"),
        ])
        let advice =
            "whoever talks to the assistant can be told: if it is one, take it out and revoke it, for git keeps what was "
            + "committed"
        #expect(
            project.report == """
                2️⃣ warning: assistants/data/keys.csv holds what looks like an API key [likely-secret]
                  hint: \(advice)
                1️⃣ warning: assistants/docs/api.md holds what looks like a token of GitHub [likely-secret]
                  hint: \(advice)
                """
        )
        #expect(project.result.desired != nil)
    }
}
