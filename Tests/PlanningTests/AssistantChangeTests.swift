import AssistantModel
import OrderedJSON
import Planning
import SourceDiagnostics
import Testing

@Suite("Changes of assistants")
struct AssistantChangeTests {
    @Test("a new assistant is created with its store and files, in an order that works")
    func creation() {
        let project = Project(
            [Fixture.assistant(knowledge: "bot", codeFiles: ["data/prices.csv"])],
            [Fixture.knowledge("bot", ["docs/a.md"], attributes: ["docs/a.md": ["lang": "en"]], expiresAfterDays: 30)],
            files: ["docs/a.md": "one", "data/prices.csv": "two"]
        )
        let plan = project.plan(ModelAccount())
        #expect(
            PlanText.lines(plan) == [
                #"+ assistant.bot (new @bot.yaml:1) | name: unset → "bot" | model: unset → "gpt-6-sol""#
                    + #" | tools.code_interpreter: unset → {"type":"code_interpreter"}"#
                    + #" | tools.file_search: unset → {"type":"file_search"}"#
                    + " | tool_resources.file_search.vector_store_ids: unset → ?"
                    + " | tool_resources.code_interpreter.file_ids: unset → ?",
                #"+ vector_store.bot (new @bot.yaml:10) | name: unset → "bot" | expires_after.days: unset → 30"#,
                #"+ file.bot/docs/a.md (new @bot.yaml:20) | attributes.lang: unset → "en""#,
                "+ file.bot/code_interpreter/data/prices.csv (new @bot.yaml:30)",
            ]
        )
        #expect(plan.changes[0].dependencies == plan.changes[1...].map(\.address))
        #expect(plan.changes[1].dependencies == [])
        #expect(plan.changes[2].dependencies == [plan.changes[1].address])
        #expect(plan.changes[2].file?.content == project.contents["docs/a.md"])
        #expect(plan.unchangedCount == 0)
        #expect(plan.refusals == [] && plan.warnings == [] && plan.drift == [])
    }

    @Test("an applied project has an empty plan that counts what it left alone")
    func unchanged() {
        let project = Project(
            [Fixture.assistant(knowledge: "bot", codeFiles: ["p.csv"])],
            [Fixture.knowledge("bot", ["a.md", "b.md"])],
            files: ["a.md": "one", "b.md": "two", "p.csv": "three"]
        )
        let plan = project.plan(project.applied())
        #expect(plan.isEmpty)
        #expect(plan.unchangedCount == 5)
    }

    @Test("only the fields that changed are in the plan, each with its place, and a file's reason names the file")
    func update() {
        let old = Project([Fixture.assistant { $0.instructions = "Be kind." }])
        var assistant = Fixture.assistant(model: "gpt-6-luna") { $0.instructions = "Be kind.\nBe brief." }
        assistant.instructionParts = [
            InstructionPart(text: "Be kind.\nBe brief.", location: Fixture.place("prompts/bot.md", 1))
        ]
        #expect(
            PlanText.lines(Project([assistant]).plan(old.applied())) == [
                "~ assistant.bot (changed model @bot.yaml:3; changed instructions @prompts/bot.md:2)"
                    + #" | model: "gpt-6-sol" → "gpt-6-luna" | instructions: "Be kind." → "Be kind.\nBe brief.""#
            ]
        )
    }

    @Test("of instructions in pieces every piece that changed is a reason")
    func instructionPieces() {
        let pieces = ["Be kind.", "Be brief.", "Be exact."]
        func project(_ pieces: [String]) -> Project {
            var assistant = Fixture.assistant { $0.instructions = pieces.joined(separator: "\n\n") }
            assistant.instructionParts = pieces.enumerated().map { index, text in
                InstructionPart(text: text, location: Fixture.place("prompts/\(index).md", 1))
            }
            return Project([assistant])
        }
        let plan = project(["Be very kind.", "Be brief.", "Be\nexact."]).plan(project(pieces).applied())
        #expect(
            plan.changes.flatMap(\.reasons).map(PlanText.reason) == [
                "changed instructions @prompts/0.md:1", "changed instructions @prompts/2.md:1",
            ]
        )
    }

    @Test("defaults that a server fills in are no difference")
    func serverDefaults() {
        let project = Project([Fixture.assistant()])
        var account = project.applied()
        account.assistants[0].definition.temperature = 1
        account.assistants[0].definition.topP = 1
        account.assistants[0].definition.instructions = ""
        account.assistants[0].definition.description = ""
        #expect(project.plan(account).isEmpty)
    }

    @Test("a tool is a field of its own: changed, added and removed ones are told apart")
    func tools() {
        let refund = FunctionTool(name: "refund", parameters: ["type": "object"])
        let old = Project([
            Fixture.assistant { $0.tools = [.function(refund), .function(FunctionTool(name: "gone"))] }
        ])
        var strict = refund
        strict.strict = true
        let new = Project([Fixture.assistant { $0.tools = [.codeInterpreter, .function(strict)] }])
        #expect(
            new.plan(old.applied()).changes.first?.fields.map(PlanText.field) == [
                #"tools.code_interpreter: unset → {"type":"code_interpreter"}"#,
                #"tools.function.gone: {"name":"gone","type":"function"} → unset"#,
                #"tools.function.refund: {"name":"refund","parameters":{"type":"object"},"type":"function"}"#
                    + #" → {"name":"refund","parameters":{"type":"object"},"strict":true,"type":"function"}"#,
            ]
        )
        let reordered = Project([Fixture.assistant { $0.tools = [.function(strict), .codeInterpreter] }])
        #expect(reordered.plan(new.applied()).isEmpty)
    }

    @Test("reasoning effort, which no answer shows, is compared with the record")
    func hiddenEffort() {
        let old = Project([Fixture.assistant { $0.reasoningEffort = "low" }])
        let account = old.applied()
        #expect(old.plan(account).isEmpty)
        let new = Project([Fixture.assistant { $0.reasoningEffort = "high" }])
        #expect(
            PlanText.lines(new.plan(account)) == [
                #"~ assistant.bot (changed reasoning_effort @bot.yaml:1) | reasoning_effort: ? → "high""#
            ]
        )
        #expect(
            PlanText.lines(Project([Fixture.assistant()]).plan(account)) == [
                "~ assistant.bot (changed reasoning_effort @bot.yaml:1) | reasoning_effort: ? → unset"
            ]
        )
        let ignored = Project([
            Fixture.assistant(lifecycle: Lifecycle(ignoredFields: [.reasoningEffort])) { $0.reasoningEffort = "high" }
        ])
        #expect(ignored.plan(account).isEmpty)
    }

    @Test("a server that shows reasoning effort is taken at its word")
    func shownEffort() {
        let project = Project([Fixture.assistant { $0.reasoningEffort = "low" }])
        var live = project.applied().state(for: project)
        live.assistants[0].showsReasoningEffort = true
        live.assistants[0].definition.reasoningEffort = "high"
        let plan = Planner().plan(desired: project.desired, contents: [:], live: live)
        #expect(
            PlanText.lines(plan) == [
                #"~ assistant.bot (by hand reasoning_effort) | reasoning_effort: "high" → "low" by hand"#
            ]
        )
    }

    @Test("fields under lifecycle.ignore may be anything on the account")
    func ignored() {
        let lifecycle = Lifecycle(ignoredFields: [.temperature, .metadata])
        let project = Project([
            Fixture.assistant(lifecycle: lifecycle) {
                $0.temperature = 0.2
                $0.metadata = ["shift": "day", "team": "support"]
            }
        ])
        var account = project.applied()
        #expect(account.assistants[0].definition.temperature == 0.2)
        account.assistants[0].definition.temperature = 1.9
        account.assistants[0].metadata["shift"] = "night"
        #expect(project.plan(account).isEmpty)
        #expect(project.plan(account).drift == [])

        account.assistants[0].definition.model = "gpt-by-hand"
        let plan = account.apply(project)
        #expect(plan.changes.flatMap { $0.fields.map(\.path) } == ["model"])
        #expect(account.assistants[0].definition.temperature == 1.9)
        #expect(account.assistants[0].metadata["shift"] == "night")
        #expect(account.assistants[0].metadata["team"] == "support")
    }

    @Test("an assistant that no manifest declares goes, with its store and files, in an order that works")
    func removal() {
        let project = Project(
            [Fixture.assistant(knowledge: "bot", codeFiles: ["p.csv"])],
            [Fixture.knowledge("bot", ["a.md"])],
            files: ["a.md": "one", "p.csv": "two"]
        )
        let account = project.applied()
        let plan = Project().plan(account)
        #expect(
            PlanText.lines(plan).map { $0.prefix { $0 != "|" } } == [
                "- assistant.bot (notDeclared) ", "- vector_store.bot (notDeclared) ", "- file.bot/a.md (notDeclared)",
                "- file.bot/code_interpreter/p.csv (notDeclared)",
            ]
        )
        let addresses = plan.changes.map(\.address)
        #expect(plan.changes[0].dependencies == [])
        #expect(plan.changes[1].dependencies == [addresses[0], addresses[2]])
        #expect(plan.changes[2].dependencies == [addresses[0]])
        #expect(plan.changes[3].dependencies == [addresses[0]])
        #expect(plan.changes[0].fields.map(PlanText.field).contains(#"model: "gpt-6-sol" → unset"#))
    }

    @Test("an assistant without a record is finished")
    func unrecorded() {
        let project = Project([Fixture.assistant { $0.reasoningEffort = "low" }])
        var account = project.applied()
        account.assistants[0].metadata["assistantctl"] = nil
        #expect(
            PlanText.lines(project.plan(account)) == [
                "~ assistant.bot (changed reasoning_effort @bot.yaml:1; unfinished)"
                    + #" | reasoning_effort: ? → "low""#
            ]
        )
        account.assistants[0].metadata["assistantctl"] = "v=9;d=from a later version"
        #expect(!project.plan(account).isEmpty)
        account.apply(project)
        #expect(project.plan(account).isEmpty)
    }

    @Test("a plan of something new shows what the manifests state, also where servers do the same unasked")
    func statedDefaults() {
        var knowledge = Fixture.knowledge("bot", ["a.md"])
        knowledge.origins["chunking"] = Fixture.place("bot.yaml", 12)
        let project = Project(
            [
                Fixture.assistant(knowledge: "bot") {
                    $0.temperature = 1
                    $0.topP = 1
                }
            ],
            [knowledge],
            files: ["a.md": "one"]
        )
        let fields = project.plan(ModelAccount()).changes.flatMap(\.fields).map(PlanText.field)
        #expect(fields.contains("temperature: unset → 1") && fields.contains("top_p: unset → 1"))
        #expect(fields.contains("chunking_strategy.max_chunk_size_tokens: unset → 800"))
        #expect(fields.contains("chunking_strategy.chunk_overlap_tokens: unset → 400"))
        #expect(project.plan(project.applied()).isEmpty)
    }
}
