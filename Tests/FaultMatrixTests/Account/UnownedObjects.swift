import GRDB

@testable import Sandbox

/// Objects of somebody else that look much like the project's: nothing may change them.
enum UnownedObjects {
    static func add(to account: SandboxAccount) throws {
        let (partition, services) = (SandboxAccount.partition, account.services)
        let now = services.timestamp
        let texts = ["file-unowned0member": "questions of others", "file-unowned0loose": "loose", "file-unowned0code": "1"]
        let names = ["file-unowned0member": "faq.md", "file-unowned0loose": "others.md", "file-unowned0code": "prices.csv"]
        for (id, text) in texts { try services.contents.write(Array(text.utf8), to: id) }
        try services.database.writer.write { db in
            for (id, name) in names.sorted(by: { $0.key < $1.key }) {
                _ = try FileRecord(
                    id: id,
                    account: partition,
                    createdAt: now,
                    filename: name,
                    purpose: "assistants",
                    bytes: texts[id]?.utf8.count ?? 0
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
