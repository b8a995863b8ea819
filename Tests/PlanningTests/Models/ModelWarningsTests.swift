import AssistantModel
import Planning
import Testing

@Suite("Warnings of plans about models")
struct ModelWarningsTests {
    private static func day(_ text: String) throws -> CalendarDay { try #require(CalendarDay(text)) }

    private func warnings(
        _ model: String,
        account: AccountModels?,
        today: String = "2026-11-23"
    ) throws -> [String] {
        let catalogue = ModelCatalogue(
            date: try Self.day("2026-11-20"),
            models: [
                CatalogueModel(id: "gpt-6-luna"),
                CatalogueModel(
                    id: "gpt-5",
                    shutdown: try Self.day("2026-12-11"),
                    replacements: ["gpt-6.1-sol", "gpt-6.1-terra"]
                ),
            ]
        )
        let warnings = ModelWarnings(catalogue: catalogue, account: account, today: try Self.day(today))
            .warnings(for: Fixture.desired([Fixture.assistant(model: model)]))
        #expect(warnings.allSatisfy { $0.address == "assistant.bot" && $0.location == Fixture.place("bot.yaml", 3) })
        return warnings.map { "\($0.message) [\($0.code)]" }
    }

    @Test("a model that the catalogue says is about to end, on a host that lists no models")
    func catalogueAlone() throws {
        #expect(
            try warnings("gpt-5", account: nil) == [
                #"the model "gpt-5" is shut down on 2026-12-11: use gpt-6.1-sol or gpt-6.1-terra [model-deprecated]"#
            ]
        )
        #expect(
            try warnings("gpt-5", account: nil, today: "2026-12-11") == [
                #"the model "gpt-5" was shut down on 2026-12-11: use gpt-6.1-sol or gpt-6.1-terra [model-shut-down]"#
            ]
        )
        #expect(try warnings("gpt-6-luna", account: nil) == [])
    }

    @Test("a model that nobody knows is refused for an assistant that is to get it, where lists are whole")
    func refused() throws {
        let project = Project([Fixture.assistant(model: "gpt-6-lunaa")])
        let found = ModelWarnings(
            catalogue: ModelCatalogue(date: try Self.day("2026-11-20"), models: [CatalogueModel(id: "gpt-6-luna")]),
            account: AccountModels(["gpt-6-luna": nil]),
            today: try Self.day("2026-11-23")
        )
        .warnings(for: project.desired)
        func plan(_ account: ModelAccount, refuses: Bool) -> Plan {
            var context = PlanContext(warnings: found)
            context.refusesUnknownModels = refuses
            let live = account.state(for: project)
            let inspection = Inspection(of: live, desired: project.desired, contents: project.contents)
            return Planner().plan(inspection, context)
        }
        let refused = plan(ModelAccount(), refuses: true)
        #expect(refused.warnings == [])
        #expect(refused.refusals.map(\.kind.code) == ["unknown-model"])
        #expect(
            refused.refusals.first?.message
                == "neither the account nor the catalogue of 2026-11-20 knows the model \"gpt-6-lunaa\": did you mean "
                + "\"gpt-6-luna\"? --allow-unknown-model, or an entry in `model_catalogue`, lets it through"
        )
        #expect(plan(ModelAccount(), refuses: false).refusals == [])
        // What the assistant has already was let through before.
        let applied = plan(project.applied(), refuses: true)
        #expect(applied.refusals == [] && applied.warnings == found)
    }

    @Test("the account knows better than the catalogue: another day, a day that is off, a day nobody knew")
    func accountFirst() throws {
        let account = AccountModels([
            "gpt-5": try Self.day("2027-01-31"), "gpt-6-luna": try Self.day("2028-01-01"), "gpt-6-sol": nil,
        ])
        #expect(
            try warnings("gpt-5", account: account) == [
                #"the model "gpt-5" is shut down on 2027-01-31: use gpt-6.1-sol or gpt-6.1-terra [model-deprecated]"#
            ]
        )
        #expect(
            try warnings("gpt-6-luna", account: account)
                == [#"the model "gpt-6-luna" is shut down on 2028-01-01 [model-deprecated]"#]
        )
        #expect(try warnings("gpt-6-sol", account: account) == [])
        let postponed = AccountModels(["gpt-5": nil, "gpt-4": try Self.day("2027-01-31")])
        #expect(try warnings("gpt-5", account: postponed) == [])
    }

    @Test("a list without a single day says nothing of ends")
    func otherFields() throws {
        #expect(try warnings("gpt-5", account: AccountModels(["gpt-5": nil])).count == 1)
    }

    @Test("a model in neither place")
    func unknown() throws {
        let account = AccountModels(["gpt-6-luna": nil, "velo-1": nil])
        #expect(
            try warnings("gpt-6-lune", account: account) == [
                "neither the account nor the catalogue of 2026-11-20 knows the model \"gpt-6-lune\": "
                    + "did you mean \"gpt-6-luna\"? [model-unknown]"
            ]
        )
        #expect(try warnings("velo-1", account: account) == [])
        #expect(
            try warnings("velo-1", account: nil) == [
                "the account lists no models, and the catalogue of 2026-11-20 does not know \"velo-1\": "
                    + "check its name [model-unknown]"
            ]
        )
    }
}
