import AssistantModel
import OrderedJSON
import TestSupport

/// The project as it was, and as it is meant to become: everything that an apply can be asked for, once.
extension SampleProject {
    /// An assistant with knowledge of its own and code interpreter, one with a shared base, and one that will go.
    static let before = SampleProject(
        files: [
            "docs/faq.md": "questions", "docs/terms.md": "terms", "docs/prices.html": "<p>prices</p>",
            "docs/guide.md": "guide", "data/prices.csv": "bike,1", "data/stock.csv": "bike,2", "hand/one.md": "one",
            "intern/notes.md": "notes",
        ],
        assistants: [
            support(),
            workshop,
            searching("intern", key: "intern", name: "Intern", model: "gpt-6-luna"),
        ],
        knowledgeBases: [
            knowledge(
                "support",
                [
                    file("docs/faq.md"), file("docs/guide.md"), file("docs/prices.html", ["lang": "en"]),
                    file("docs/terms.md"),
                ]
            ),
            handbook([file("hand/one.md")], Chunking(maxChunkSizeTokens: 400, chunkOverlapTokens: 100)),
            knowledge("intern", [file("intern/notes.md")]),
        ]
    )

    /// Another prompt; a file changed, one added, one removed, one moved, and one whose attribute changed; other chunks;
    /// other data; an assistant gone with its knowledge.
    static let after = SampleProject(
        files: [
            "docs/faq.md": "QUESTIONS", "docs/new.md": "new", "docs/prices.html": "<p>prices</p>",
            "manual/guide.md": "guide", "data/prices.csv": "bike,9", "data/stock.csv": "bike,2", "hand/one.md": "one",
        ],
        assistants: [support { $0.instructions = "Be brief." }, workshop],
        knowledgeBases: [
            knowledge(
                "support",
                [
                    file("docs/faq.md"), file("docs/new.md"), file("docs/prices.html", ["lang": "de"]),
                    file("manual/guide.md"),
                ]
            ),
            handbook([file("hand/one.md")], Chunking(maxChunkSizeTokens: 800, chunkOverlapTokens: 200)),
        ]
    )

    /// What is left to manage once the first assistant was forgotten, with its knowledge.
    static let withoutSupport = SampleProject(
        files: before.files,
        assistants: before.assistants.filter { $0.key != "support" },
        knowledgeBases: before.knowledgeBases.filter { $0.key != "support" }
    )

    /// What somebody made becomes the project's: a file whose text the account has, and two that go up anew.
    static let adopting = {
        var desk = searching("desk", key: "desk", name: "Desk")
        desk.lifecycle.adoption = Adoption(id: AdoptableObjects.assistantID, location: place)
        var base = knowledge("desk", [file("docs/faq.md"), file("docs/guide.md"), file("docs/prices.html")])
        base.adoption = Adoption(id: AdoptableObjects.storeID, location: place)
        return SampleProject(
            files: ["docs/faq.md": "QUESTIONS", "docs/guide.md": "guide", "docs/prices.html": "<p>prices</p>"],
            assistants: [desk],
            knowledgeBases: [base]
        )
    }()

    private static let workshop = searching("handbook", key: "workshop", name: "Workshop")
}
