import AssistantModel
import OrderedJSON
import Planning
import Testing

@testable import Deployment

/// A part of the changes is applied with `--only` or `--exclude`, then the rest.
@Suite("applying a part of a project")
struct PartialApplyTests {
    /// What is changed at once, and what the story is called.
    enum Edit: String, CaseIterable, CustomTestStringConvertible {
        case contents, attributes, newAssistant, removedAssistant, renamedAssistant, tables, settings, otherKnowledge,
            nothingShared

        var testDescription: String { rawValue }

        func make(_ project: inout TestProject) {
            switch self {
            case .contents:
                project.assistants[0].definition.instructions = "Be brief."
                for path in ["docs/faq.md", "docs/terms.md", "hand/one.md", "hand/two.md"] {
                    project.files[path]?.append(", again")
                }
                project.files["docs/new.md"] = "new"
                project.knowledgeBases[0].files.append(TestProject.file("docs/new.md"))
                project.knowledgeBases[0].files.removeAll { $0.path == "docs/Prices.HTML" }
            case .attributes:
                project.knowledgeBases[0].files[0].attributes["lang"] = "de"
                project.knowledgeBases[0].files[1].attributes["lang"] = "de"
                project.files["docs/terms.md"]?.append(", again")
            case .newAssistant:
                var sales = project.assistants[1]
                sales.key = "sales"
                sales.definition.name = "Sales"
                project.assistants.append(sales)
                project.files["hand/one.md"]?.append(", again")
                project.assistants[0].definition.model = "gpt-6-luna"
            case .removedAssistant:
                project.assistants.removeFirst()
                project.knowledgeBases.removeFirst()
                project.assistants[0].definition.model = "gpt-6-luna"
            case .renamedAssistant:
                project.assistants[0].key = "help"
                project.assistants[0].knowledge = "help"
                project.assistants[0].lifecycle.renamedFrom = "support"
                project.knowledgeBases[0].key = "help"
                project.files["docs/faq.md"]?.append(", again")
                project.files["hand/one.md"]?.append(", again")
                project.assistants[1].definition.model = "gpt-6-luna"
            case .settings:
                project.knowledgeBases[0].expiresAfterDays = 60
                project.knowledgeBases[1].chunking = .standard
                project.files["docs/faq.md"]?.append(", again")
                project.assistants[0].lifecycle.isProtected = true
            case .otherKnowledge:
                project.assistants[0].knowledge = "handbook"
                project.knowledgeBases.removeFirst()
                project.files["hand/one.md"]?.append(", again")
            case .nothingShared:
                project.assistants[1].knowledge = "workshop"
                project.knowledgeBases[1].key = "workshop"
                project.knowledgeBases[1].isShared = false
                project.files["docs/faq.md"]?.append(", again")
            case .tables:
                project.files["data/prices.csv"]?.append(",3")
                project.files["docs/faq.md"]?.append(", again")
                project.assistants[0].codeInterpreterFiles.removeLast()
            }
        }
    }

    private func scopes(_ plan: Plan) -> [PlanScope] {
        plan.changes.flatMap { change in
            let pattern = AddressPattern(change.address.description)
            return [PlanScope(only: [pattern]), PlanScope(exclude: [pattern])]
        }
    }

    private func requireRest(_ next: Plan, after part: Plan, _ name: String) {
        #expect(next.changes.map(\.address) == part.leftOut, "\(name)")
        #expect(!next.changes.contains { $0.reasons.contains { $0.kind == .unfinished } }, "\(name)")
    }

    @Test(
        "assistants: behind any part the next plan shows the rest, and both make one whole apply",
        arguments: Edit.allCases
    )
    func assistantObjects(edit: Edit) async throws {
        let clean = FakeAccount()
        var project = TestProject.standard
        try await project.apply(clean)
        edit.make(&project)
        let whole = try await project.plan(clean)
        try await project.apply(clean)
        for scope in scopes(whole) {
            let name = "\(scope.only.map(\.text)) \(scope.exclude.map(\.text))"
            let account = FakeAccount()
            try await TestProject.standard.apply(account)
            let live = try await project.reader(account)
                .read(for: project.desired, contents: project.contents, scope: scope)
            let plan = Planner(allowsMassDelete: true).plan(
                Inspection(of: live, desired: project.desired, contents: project.contents, scope: scope)
            )
            #expect((plan.changes.map(\.address) + plan.leftOut).sorted() == whole.changes.map(\.address), "\(name)")
            let report = try await project.engine(account)
                .apply(plan, desired: project.desired, contents: project.contents, live: live)
            #expect(report.isComplete, "\(name) \(report.entries.map(\.outcome))")
            requireRest(try await project.plan(account), after: plan, name)
            #expect(try await project.apply(account).isComplete, "\(name)")
            #expect(try await project.plan(account).changes == [], "\(name)")
            #expect(account.picture == clean.picture, "\(name)")
        }
    }

    @Test(
        "responses: behind any part the next plan shows the rest, and both make one whole apply",
        arguments: Edit.allCases
    )
    func releases(edit: Edit) async throws {
        var clean = ReleaseBench()
        try await clean.apply()
        edit.make(&clean.project)
        let whole = try await clean.plan()
        try await clean.apply()
        for scope in scopes(whole) {
            let name = "\(scope.only.map(\.text)) \(scope.exclude.map(\.text))"
            var bench = ReleaseBench()
            try await bench.apply()
            let before = try await bench.release().complete ?? ReleaseContent()
            edit.make(&bench.project)
            bench.scope = scope
            let planned = try await bench.planned()
            #expect(
                (planned.plan.changes.map(\.address) + planned.plan.leftOut).sorted() == whole.changes.map(\.address),
                "\(name)"
            )
            let report = try await bench.apply(planned)
            #expect(report.isComplete, "\(name) \(report.entries.map(\.outcome)) \(report.failure ?? "")")
            let after = try await bench.release().complete ?? ReleaseContent()
            for assistant in before.assistants where planned.plan.leftOut.contains(.assistant(assistant.key)) {
                let kept = after.assistants.first { $0.key == assistant.key }
                #expect(kept?.definition == assistant.definition, "\(name)")
                #expect(kept?.codeInterpreterFiles == assistant.codeInterpreterFiles, "\(name)")
            }
            #expect(after.fileIDs.isSubset(of: bench.fileIDs), "\(name)")
            bench.scope = .everything
            requireRest(try await bench.plan(), after: planned.plan, name)
            #expect(try await bench.apply().isComplete, "\(name)")
            #expect(try await bench.plan().changes == [], "\(name)")
            #expect(try await bench.picture() == clean.picture(), "\(name)")
        }
    }
}
