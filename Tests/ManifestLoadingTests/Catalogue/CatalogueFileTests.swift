import AssistantModel
import ManifestLoading
import SourceDiagnostics
import TestSupport
import Testing

@Suite("Catalogue files")
struct CatalogueFileTests {
    private static let project = """
        project: velo-lindqvist
        environments: { sandbox: { base_url: embedded } }
        model_catalogue: models.json
        """
    private static let bot = "assistant: bot\nmodel: velo-1\n"

    private func expect(_ expected: String, in catalogue: String, project: String = project) {
        expectDiagnostics(
            expected,
            inAssistant: Self.bot,
            files: ["assistants/project.yaml": .text(project), "assistants/models.json": .text(catalogue)]
        )
    }

    @Test("The catalogue of the program knows what was published, and no price that was not")
    func builtIn() throws {
        let catalogue = ModelCatalogue.builtIn
        #expect(catalogue.date.description == "2026-11-20")
        let luna = try #require(catalogue.entry(for: "gpt-6-luna")?.model)
        #expect(luna.contextTokens == 1_050_000)
        #expect(luna.maximumOutputTokens == 128_000)
        #expect(luna.prices.input?.millionths == 100_000)
        #expect(luna.prices.cachedInput?.millionths == 10_000)
        #expect(luna.prices.output?.millionths == 500_000)
        #expect(luna.sampling == .withEffortNone)
        let newest = try #require(catalogue.entry(for: "gpt-6.2-sol")?.model)
        #expect(newest.prices.cachedInput == nil)
        #expect(newest.rejectedEfforts == ["none", "minimal"])
        #expect(catalogue.entry(for: "gpt-4-0613")?.model.shutdown == CalendarDay("2026-10-23"))
        #expect(catalogue.toolPrices.storagePerGigabyteAndDay?.millionths == 100_000)
        #expect(catalogue.toolPrices.seen == "2026-03")
        let replacements = catalogue.models.flatMap(\.replacements)
        #expect(replacements.allSatisfy { catalogue.entry(for: $0)?.model.shutdown == nil })
    }

    @Test("A project's own catalogue takes the place of the program's")
    func replaced() throws {
        let catalogue = """
            {
              "format_version": 1,
              "date": "2027-02-01",
              "models": [ { "id": "velo-1", "prices": { "input": 0.075 } } ]
            }
            """
        let result = MarkedProject([
            "assistants/project.yaml": .text(Self.project), "assistants/models.json": .text(catalogue),
            "assistants/bot.yaml": .text(Self.bot),
        ]).result
        let loaded = try #require(result.settings?.catalogue)
        #expect(loaded.date.description == "2027-02-01")
        #expect(loaded.models.map(\.id) == ["velo-1"])
        #expect(loaded.entry(for: "velo-1")?.model.prices.input?.millionths == 75_000)
        #expect(loaded.entry(for: "velo-1")?.model.prices.output == nil)
        #expect(result.diagnostics == [])
    }

    @Test("Every slip in a catalogue is reported where it stands")
    func slips() {
        expect(
            """
            1️⃣ error: "2026-02-30" is not a day [invalid-date]
              hint: such as 2026-11-20
            2️⃣ error: unknown key "contxt" in a model [unknown-key]
              hint: did you mean "context"?
            3️⃣ error: `input` must be a number of US dollars, not the string "1" [wrong-type]
              hint: leave out a price that is unknown
            4️⃣ error: `output` is 1e-07; allowed are 0 to 10,000 US dollars with at most 6 decimals [out-of-range]
            5️⃣ error: the model "velo-1" stands in the catalogue already [duplicate-model]
              note 6️⃣: first here
            7️⃣ error: "sometimes" is not a value of `temperature` [unknown-value]
              hint: values: always, with_effort_none, never
            8️⃣ error: "March" is neither a day nor a month [invalid-date]
              hint: such as 2026-11-20 or 2026-03
            """,
            in: """
                {
                  "format_version": 1,
                  "date": 1️⃣"2026-02-30",
                  "models": [
                    6️⃣{ "id": "velo-1", 2️⃣"contxt": 4096, "prices": { "input": 3️⃣"1", "output": 4️⃣0.0000001 } },
                    5️⃣{ "id": "velo-2", "aliases": ["velo-1"], "temperature": 7️⃣"sometimes" }
                  ],
                  "tools": { "seen": 8️⃣"March" }
                }
                """
        )
    }

    @Test("A catalogue of another format version is refused")
    func formatVersion() {
        expect(
            "1️⃣ error: this version reads catalogues of format version 1, not 2 [unsupported-format-version]",
            in: #"{ "format_version": 1️⃣2, "date": "2027-02-01", "models": [] }"#
        )
    }

    @Test("A catalogue lies in the project and is JSON")
    func places() {
        expect(
            """
            1️⃣ error: "models.yaml" is no JSON file by its name [unsupported-file-type]
              hint: name it `.json`; every `.yaml` file of the project is a manifest
            """,
            in: "{}",
            project: Self.project.replacing("models.json", with: "1️⃣models.yaml")
        )
        expect(
            """
            1️⃣ error: models.json lies outside assistants, which no path may leave [outside-project]
              hint: move the file, or set `files_root` in project.yaml to a folder above both
            """,
            in: "{}",
            project: Self.project.replacing("models.json", with: "1️⃣../models.json")
        )
    }
}
