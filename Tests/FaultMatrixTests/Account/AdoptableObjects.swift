import GRDB
import OrderedJSON

@testable import Sandbox

/// An assistant with its store, made by hand, that a project adopts.
enum AdoptableObjects {
    static let assistantID = "asst_adoptable"
    static let storeID = "vs_adoptable"

    /// The assistant only where assistants are objects: elsewhere it would be somebody else's, who searches the store.
    static func add(to account: SandboxAccount, _ hosting: Hosting) throws {
        let (partition, services) = (SandboxAccount.partition, account.services)
        let now = services.timestamp
        let files = [
            (id: "file-adoptable0guide", name: "guide.md", text: "guide\n"),
            (id: "file-adoptable0old", name: "faq.md", text: "older questions"),
            (id: "file-adoptable0page", name: "prices.html", text: "<p>prices of once</p>"),
        ]
        for file in files { try services.contents.write(Array(file.text.utf8), to: file.id) }
        try services.database.writer.write { db in
            _ = try VectorStoreRecord(
                id: storeID,
                account: partition,
                createdAt: now,
                lastActiveAt: now,
                name: "By hand",
                metadata: ["owner": "ada"]
            ).inserted(db)
            for file in files {
                _ = try FileRecord(
                    id: file.id,
                    account: partition,
                    createdAt: now,
                    filename: file.name,
                    purpose: "assistants",
                    bytes: file.text.utf8.count
                ).inserted(db)
                try FileText(fileID: file.id, text: file.text).insert(db)
                _ = try VectorStoreFileRecord(
                    storeID: storeID,
                    fileID: file.id,
                    createdAt: now,
                    dueAt: Double(now),
                    chunkTokens: 800,
                    overlapTokens: 400,
                    attributes: [:],
                    indexBytes: 1,
                    isCancelled: false
                ).inserted(db)
            }
            guard hosting == .assistants else { return }
            _ = try AssistantRecord(
                id: assistantID,
                account: partition,
                createdAt: now,
                definition: [
                    "name": "Old desk", "description": .null, "model": "gpt-6-sol", "instructions": .null,
                    "tools": [["type": "file_search"]], "metadata": ["team": "desk"],
                    "tool_resources": ["file_search": ["vector_store_ids": [.string(storeID)]]],
                    "temperature": 1, "top_p": 1, "response_format": "auto", "reasoning_effort": .null,
                ]
            ).inserted(db)
        }
    }
}
