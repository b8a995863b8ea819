import AssistantModel
import Planning
import SourceDiagnostics
import Testing

@testable import Commands

@Suite("Knowledge as a plan would make it")
struct CandidateKnowledgeTests {
    private static let place = SourceLocation(file: "bot.yaml")

    private static func base(_ paths: String...) -> KnowledgeBase {
        KnowledgeBase(
            key: "bot",
            isShared: false,
            files: paths.map { ProjectFile(path: $0, attributes: [:], origin: place) },
            location: place
        )
    }

    private static func store(_ paths: String?...) -> LiveVectorStore {
        LiveVectorStore(
            id: "vs_1",
            key: "bot",
            createdAt: 1,
            members: paths.enumerated().map { number, path in
                LiveMember(fileID: "file-\(number)", path: path, sha256: path == nil ? nil : "abc")
            }
        )
    }

    private static func change(
        _ path: String,
        _ action: ResourceChange.Action,
        _ reason: ChangeReason.Kind,
        from previous: String? = nil,
        duplicateID: String? = nil
    ) -> ResourceChange {
        ResourceChange(
            address: ResourceAddress(.knowledgeFile(owner: "bot", path: path), duplicateID: duplicateID),
            action: action,
            reasons: [ChangeReason(reason)],
            liveID: "file-0",
            previousAddress: previous.map { .knowledgeFile("bot", $0) }
        )
    }

    private static func knowledge(
        _ base: KnowledgeBase,
        _ store: LiveVectorStore?,
        _ changes: ResourceChange...
    ) -> CandidateKnowledge {
        let plan = Plan(project: "acme", environment: "production", api: .responses, changes: changes)
        return CandidateKnowledge(base, store: store, plan: plan)
    }

    @Test("a changed file goes up, and what it replaces is left out")
    func changed() {
        let knowledge = Self.knowledge(
            Self.base("a.md", "b.md", "new.md"),
            Self.store("a.md", "b.md", "old.md"),
            Self.change("a.md", .replace, .contentChanged),
            Self.change("new.md", .create, .new),
            Self.change("old.md", .delete, .notMatched(field: "knowledge.files"))
        )
        #expect(knowledge.changed.map(\.path) == ["a.md", "new.md"])
        #expect(knowledge.replacedPaths == ["a.md", "old.md"])
        #expect(!knowledge.isWhole && knowledge.unchangedStoreID == nil)
    }

    @Test("a file that only moves stays where it is, and is cited under its new path")
    func moved() {
        let knowledge = Self.knowledge(
            Self.base("docs/a.md", "b.md"),
            Self.store("a.md", "b.md"),
            Self.change("docs/a.md", .rename, .moved(from: "a.md"), from: "a.md")
        )
        #expect(knowledge.movedPaths == ["file-0": "docs/a.md"])
        #expect(knowledge.unchangedStoreID == "vs_1")
    }

    @Test(
        "all of it goes up where what stays cannot be told from what goes",
        arguments: [
            change("a.md", .replace, .chunkingChanged(from: .standard, to: .standard)),
            change("a.md", .delete, .attachedByHand),
            change("a.md", .delete, .duplicate(of: "file-1"), duplicateID: "file-0"),
        ]
    )
    func whole(_ change: ResourceChange) {
        #expect(Self.knowledge(Self.base("a.md", "b.md"), Self.store("a.md", "b.md"), change).isWhole)
    }

    @Test("a member without a path, a store that is new, and one of which everything changes are of no use")
    func nothingToKeep() {
        let replaced = Self.change("a.md", .replace, .contentChanged)
        #expect(Self.knowledge(Self.base("a.md", "b.md"), Self.store("a.md", "b.md", nil), replaced).isWhole)
        #expect(Self.knowledge(Self.base("a.md"), Self.store("a.md"), replaced).isWhole)
        let created = Self.change("a.md", .create, .new)
        #expect(Self.knowledge(Self.base("a.md", "b.md"), nil, created).isWhole)
    }
}

@Suite("--against")
struct CheckSidesTests {
    @Test("names one side, a release, or a comparison")
    func sides() {
        #expect(CheckSides(argument: "plan") == CheckSides(.plan))
        #expect(CheckSides(argument: "12") == CheckSides(.release(12)))
        #expect(CheckSides(argument: "live,plan") == CheckSides(.plan, isComparison: true))
        #expect(CheckSides(argument: "live,plan")?.description == "live,plan")
        for wrong in ["0", "-1", "plan,live", "live,live", "12,plan", ""] {
            #expect(CheckSides(argument: wrong) == nil, "\(wrong)")
        }
    }
}
