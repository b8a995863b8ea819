import AssistantModel
import OrderedJSON
import ReleaseProtocol

@testable import Deployment

/// The bicycle maker Velo Lindqvist's second release.
enum ReleaseFixtures {
    static let definition = AssistantDefinition(
        name: "Support Bot",
        description: "",
        model: "gpt-6-sol",
        instructions: "Answer.\n\"Kindly\" – 🚲.",
        reasoningEffort: "none",
        temperature: 0.2,
        topP: 1,
        responseFormat: .jsonSchema(
            JSONSchemaFormat(
                name: "mail",
                schema: ["type": "object", "properties": ["z": [:], "a": [:]]],
                strict: true
            )
        ),
        metadata: ["team": "support", "a": "b"],
        tools: [
            .fileSearch(
                FileSearchTool(maxNumResults: 8, rankingOptions: .init(ranker: "auto", scoreThreshold: 0.35))
            ),
            .codeInterpreter,
            .function(
                FunctionTool(
                    name: "lookup_order",
                    description: "Find an order",
                    parameters: ["type": "object", "properties": ["order": ["type": "string"], "by": [:]]],
                    strict: true
                )
            ),
            .function(FunctionTool(name: "ping")),
            .extended(.function(FunctionTool(name: "later")), fields: ["defer_loading": true]),
            .other(type: "web_search", fields: ["type": "web_search", "search_context_size": "low"]),
        ]
    )

    static let file = ReleaseFile(
        path: "docs/handbook.pdf",
        sha256: String(repeating: "a", count: 64),
        bytes: 1_234_567,
        id: "file-1",
        attributes: ["lang": "en", "year": 2027, "draft": false]
    )

    static let origin = ReleaseDocument.Origin(
        run: RegistryRun(id: "run-1", author: "Deployer <deployer@example.com>", host: "build-7"),
        commit: "0123abc",
        isDirty: true,
        toolVersion: "0.3.0",
        time: 1_795_392_000
    )

    static let release = ReleaseDocument(
        project: "velo-support",
        environment: "production",
        base: 6,
        release: 2,
        origin: origin,
        content: .complete(
            ReleaseContent(
                assistants: [
                    ReleaseAssistant(
                        key: "support-bot",
                        definition: definition,
                        isProtected: true,
                        ignoredFields: [.temperature],
                        knowledge: .own(
                            ReleaseKnowledge(
                                key: "support-bot",
                                vectorStoreID: "vs_1",
                                chunking: Chunking(maxChunkSizeTokens: 400, chunkOverlapTokens: 100),
                                expiresAfterDays: 30,
                                files: [file],
                                digests: ["members": "m"]
                            )
                        ),
                        vectorStoreID: "vs_1",
                        codeInterpreterFiles: [
                            ReleaseFile(path: "data/prices.csv", sha256: "b", bytes: 0, id: "file-2")
                        ],
                        digests: ["request": "r", "definition": "d"],
                        request: ["model": "gpt-6-sol", "tools": []]
                    ),
                    ReleaseAssistant(
                        key: "advisor",
                        definition: AssistantDefinition(model: "gpt-6-luna"),
                        knowledge: .shared("handbook"),
                        vectorStoreID: "vs_2",
                        request: ["model": "gpt-6-luna"]
                    ),
                ],
                knowledgeBases: [ReleaseKnowledge(key: "handbook", vectorStoreID: "vs_2")],
                rolledBackTo: 1,
                changes: ["update assistant.support-bot"],
                history: [
                    ReleaseSummary(
                        release: 1,
                        version: 6,
                        run: "run-0",
                        time: 1_795_000_000,
                        author: "reviewer",
                        commit: "fff",
                        changes: ["create assistant.support-bot"]
                    ),
                    ReleaseSummary(release: 0, version: 1, time: 1_794_000_000, author: "reviewer"),
                ],
                leftovers: [
                    ReleaseLeftover(
                        upload: ReleaseUpload(name: "new.pdf", bytes: 5, sha256: "c"),
                        run: "dead",
                        from: 1,
                        until: 2
                    )
                ]
            )
        )
    )

    static let journal = ReleaseDocument(
        project: "velo-support",
        environment: "production",
        base: 6,
        release: 2,
        origin: origin,
        content: .applying(
            ReleaseJournal(
                changes: [
                    .init(
                        address: "file.support-bot/docs/new.pdf",
                        action: "create",
                        upload: ReleaseUpload(name: "new.pdf", bytes: 5, sha256: "c")
                    ),
                    .init(address: "assistant.support-bot", action: "update"),
                ],
                terms: JournalTerms(run: origin.run, leaseEnd: 1_795_392_600, takesOver: ["dead"])
            )
        )
    )
}
