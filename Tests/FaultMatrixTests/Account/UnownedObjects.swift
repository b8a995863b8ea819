import GRDB
import OrderedJSON

@testable import Sandbox

/// Objects of somebody else that look much like the project's: nothing may change them.
enum UnownedObjects {
    static func add(to account: SandboxAccount) throws {
        let (partition, services) = (SandboxAccount.partition, account.services)
        let now = services.timestamp
        let files = [
            (id: "file-unowned0member", name: "faq.md", text: "questions of others"),
            (id: "file-unowned0loose", name: "others.md", text: "loose"),
            (id: "file-unowned0code", name: "prices.csv", text: "1"),
        ]
        for file in files { try services.contents.write(Array(file.text.utf8), to: file.id) }
        try services.database.writer.write { db in
            for file in files {
                _ = try FileRecord(
                    id: file.id,
                    account: partition,
                    createdAt: now,
                    filename: file.name,
                    purpose: "assistants",
                    bytes: file.text.utf8.count
                ).inserted(db)
            }
            _ = try VectorStoreRecord(
                id: "vs_unowned",
                account: partition,
                createdAt: now,
                lastActiveAt: now,
                name: "support",
                metadata: ["project": "velo", "environment": "test", "key": "support"]
            ).inserted(db)
            _ = try VectorStoreFileRecord(
                storeID: "vs_unowned",
                fileID: "file-unowned0member",
                createdAt: now,
                dueAt: Double(now),
                chunkTokens: 800,
                overlapTokens: 400,
                attributes: ["path": "docs/faq.md"],
                indexBytes: 1,
                isCancelled: false
            ).inserted(db)
            _ = try AssistantRecord(
                id: "asst_unowned",
                account: partition,
                createdAt: now,
                definition: [
                    "name": "Support", "description": .null, "model": "gpt-6-sol", "instructions": "Be there.",
                    "tools": [["type": "file_search"], ["type": "code_interpreter"]],
                    "metadata": ["project": "velo", "environment": "test", "key": "support"],
                    "tool_resources": [
                        "file_search": ["vector_store_ids": ["vs_unowned"]],
                        "code_interpreter": ["file_ids": ["file-unowned0code"]],
                    ],
                    "temperature": 1, "top_p": 1, "response_format": "auto", "reasoning_effort": .null,
                ]
            ).inserted(db)
        }
    }

    /// All that the account says of them, times included.
    static func rows(_ account: SandboxAccount) throws -> [String] {
        let services = account.services
        return try services.database.writer.read { db in
            var rows: [String] = []
            for (table, column) in [
                ("file", "id"), ("vectorStore", "id"), ("vectorStoreFile", "storeID"), ("assistant", "id"),
            ] {
                let found = try Row.fetchAll(
                    db,
                    sql: "SELECT * FROM \(table) WHERE \(column) LIKE '%unowned%' ORDER BY sequence"
                )
                rows += found.map { "\(table) \($0)" }
            }
            for row in try FileRecord.filter(sql: "id LIKE '%unowned%'").order(sql: "id").fetchAll(db) {
                rows.append("content \(row.id) \(String(decoding: try services.contents.read(row.id), as: UTF8.self))")
            }
            return rows
        }
    }
}
