import AssistantModel
import ManifestLoading
import SourceDiagnostics
import TestSupport
import Testing

@Suite("Models of manifests against the catalogue")
struct ModelCheckTests {
    private static let project = """
        project: velo-lindqvist
        default_environment: production
        environments:
          production: { api: responses }
          explicit: { base_url: "https://api.openai.com/v1" }
          sandbox: { base_url: embedded }
          gateway: { base_url: "https://gateway.example/v1" }
        """

    private func expect(_ expected: String, in bot: String, environment: String, project: String = project) {
        expectDiagnostics(
            expected,
            inAssistant: bot,
            files: ["assistants/project.yaml": .text(project)],
            environment: environment
        )
    }

    @Test("A model that was shut down is an error on api.openai.com", arguments: ["production", "explicit"])
    func shutDown(environment: String) {
        expect(
            """
            1️⃣ error: OpenAI shut the model "gpt-4-0613" down on 2026-10-23 [model-shut-down]
              hint: use gpt-6-luna
            """,
            in: "assistant: bot\nmodel: 1️⃣gpt-4-0613\n",
            environment: environment
        )
    }

    @Test("Elsewhere it is a warning: that host may still serve the model", arguments: ["sandbox", "gateway"])
    func shutDownElsewhere(environment: String) {
        expect(
            """
            1️⃣ warning: OpenAI shut the model "gpt-3.5-turbo-1106" down on 2026-09-28 [model-shut-down]
              hint: this host may still serve it; on api.openai.com use gpt-6-luna
            """,
            in: "assistant: bot\nmodel: 1️⃣gpt-3.5-turbo-1106\n",
            environment: environment
        )
    }

    @Test("An announced end is a warning with the day and what to use", arguments: ["production", "sandbox"])
    func announced(environment: String) {
        expect(
            """
            1️⃣ warning: OpenAI shuts the model "gpt-5" down on 2026-12-11 [model-deprecated]
              hint: use gpt-6.1-sol or gpt-6.1-terra
            """,
            in: "assistant: bot\nmodel: 1️⃣gpt-5\n",
            environment: environment
        )
    }

    @Test("The day decides: an announced end becomes an error on that day", arguments: ["2026-12-10", "2026-12-11"])
    func today(day: String) {
        let files: [String: MemoryProject.File] = [
            "assistants/project.yaml": .text(Self.project), "assistants/bot.yaml": "assistant: bot\nmodel: gpt-5\n",
        ]
        let result = ManifestLoader(reader: MemoryProject(files), today: CalendarDay(day)).load(environment: nil)
        #expect(result.diagnostics.map(\.code) == [day == "2026-12-10" ? "model-deprecated" : "model-shut-down"])
        #expect(result.diagnostics.hasErrors == (day == "2026-12-11"))
    }

    @Test("The model of the environment counts, and the place where it is written")
    func layers() {
        let project = Self.project + "\ndefaults: { model: 1️⃣gpt-4 }\n"
        let bot = """
            assistant: bot
            environments: { production: { model: gpt-6-luna } }
            """
        expect("", in: bot, environment: "production", project: project.replacing("1️⃣", with: ""))
        expect(
            """
            1️⃣ warning: OpenAI shut the model "gpt-4" down on 2026-10-23 [model-shut-down]
              hint: this host may still serve it; on api.openai.com use gpt-6-luna
            """,
            in: bot,
            environment: "gateway",
            project: project
        )
    }

    @Test("Models that the catalogue does not list by name are never errors")
    func unknown() {
        expect(
            """
            1️⃣ warning: OpenAI shuts the model "ft:gpt-4o-mini-2024-07-18:lindqvist::abc" down on 2027-01-14 [model-deprecated]
              hint: use gpt-6-luna
            """,
            in: "assistant: bot\nmodel: 1️⃣\"ft:gpt-4o-mini-2024-07-18:lindqvist::abc\"\n",
            environment: "production"
        )
    }

    @Test(
        "A model that the catalogue does not know is a warning where plans refuse what the account does not list",
        arguments: ["production", "explicit", "sandbox"]
    )
    func misspelt(environment: String) {
        expect(
            """
            1️⃣ warning: the catalogue of 2026-11-20 does not know the model "gpt-6-lunar" [model-unknown]
              hint: did you mean "gpt-6-luna"?
            """,
            in: "assistant: bot\nmodel: 1️⃣gpt-6-lunar\n",
            environment: environment
        )
        expect(
            """
            1️⃣ warning: the catalogue of 2026-11-20 does not know the model "velo-1" [model-unknown]
              hint: check its name; `plan` asks the account, too
            """,
            in: "assistant: bot\nmodel: 1️⃣velo-1\ntemperature: 0.2\n",
            environment: environment
        )
        expect(
            "",
            in: "assistant: bot\nmodel: gpt-6-lunar # assistantctl:ignore model-unknown -- new since yesterday\n",
            environment: environment
        )
    }

    @Test("Other hosts serve models that no catalogue knows")
    func unknownElsewhere() {
        expect("", in: "assistant: bot\nmodel: velo-1\ntemperature: 0.2\n", environment: "gateway")
    }

    @Test("A temperature beside reasoning is refused where the model takes it only without")
    func temperature() {
        let bot = """
            assistant: bot
            model: gpt-6-sol
            reasoning_effort: 1️⃣high
            temperature: 2️⃣0.2
            top_p: 1
            """
        expect(
            """
            2️⃣ error: gpt-6-sol takes `temperature` only with `reasoning_effort: none` [model-refuses-sampling]
              note 1️⃣: it is high here
              hint: remove `temperature`, or set `reasoning_effort: none`
            """,
            in: bot,
            environment: "production"
        )
        expect(
            """
            2️⃣ warning: gpt-6-sol takes `temperature` only with `reasoning_effort: none` [model-refuses-sampling]
              note 1️⃣: it is high here
              hint: remove `temperature`, or set `reasoning_effort: none`
            """,
            in: bot,
            environment: "sandbox"
        )
        expect(
            "",
            in: "assistant: bot\nmodel: gpt-6-sol\nreasoning_effort: none\ntemperature: 0.2\n",
            environment: "production"
        )
    }

    @Test("Without an effort the model's own default decides: a warning")
    func noEffort() {
        expect(
            """
            1️⃣ warning: gpt-6-luna takes `top_p` only with `reasoning_effort: none` [model-refuses-sampling]
              hint: remove `top_p`, or set `reasoning_effort: none`
            """,
            in: "assistant: bot\nmodel: gpt-6-luna\ntop_p: 1️⃣0.5\n",
            environment: "production"
        )
    }

    @Test("An effort that the model refuses")
    func effort() {
        expect(
            """
            1️⃣ error: gpt-6.2-sol refuses `reasoning_effort: none` [model-refuses-effort]
              hint: it takes low, medium, high, xhigh, max
            """,
            in: "assistant: bot\nmodel: gpt-6.2-sol\nreasoning_effort: 1️⃣none\n",
            environment: "production"
        )
    }

    @Test("A project's own catalogue decides")
    func ownCatalogue() {
        expectDiagnostics(
            """
            1️⃣ error: OpenAI shut the model "velo-1" down on 2027-01-31 [model-shut-down]
            2️⃣ error: velo-1 takes no `temperature` [model-refuses-sampling]
              hint: remove `temperature`
            """,
            in: [
                "assistants/project.yaml": .text(Self.project + "\nmodel_catalogue: models.json\n"),
                "assistants/models.json": """
                { "format_version": 1, "date": "2027-02-01",
                  "models": [ { "id": "velo-1", "temperature": "never", "shutdown_date": "2027-01-31" } ] }
                """,
                "assistants/bot.yaml": "assistant: bot\nmodel: 1️⃣velo-1\ntemperature: 2️⃣0\n",
            ]
        )
    }
}
