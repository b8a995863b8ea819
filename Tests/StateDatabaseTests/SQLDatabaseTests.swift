import Foundation
import StateDatabase
import Testing

private let schema = SQLSchema(
    name: "pots",
    steps: [
        { dialect in
            [
                "CREATE TABLE pot(name TEXT PRIMARY KEY, spent BIGINT NOT NULL, note TEXT, mark \(dialect.bytes))",
                "CREATE TABLE entry(number \(dialect.counter), pot TEXT NOT NULL)",
            ]
        }
    ]
)

/// Spends from a pot what it has left, one at a time.
private func spend(_ database: any SQLDatabase, limit: Int64) async throws -> Bool {
    try await database.write("pots") { session throws(SQLFailure) in
        let spent = try session.row("SELECT spent FROM pot WHERE name = ?", ["day"])?.integer("spent")
        guard let spent, spent < limit else { return false }
        try session.execute("UPDATE pot SET spent = ? WHERE name = ?", [.integer(spent + 1), "day"])
        try session.execute("INSERT INTO entry(pot) VALUES (?)", ["day"])
        return true
    }
}

private func entries(_ database: any SQLDatabase) async throws -> Int64? {
    try await database.read { session throws(SQLFailure) in
        try session.row("SELECT COUNT(*) AS number FROM entry", [])?.integer("number")
    }
}

/// What both kinds of databases have to do alike.
private func expectDatabase(_ database: any SQLDatabase) async throws {
    try await schema.prepare(database)
    try await schema.prepare(database)

    let texts = ["", "Größe \u{1F6B2}", "a'b\"c\\d", "line\nline", "$1 and 1=1; --"]
    for (index, text) in texts.enumerated() {
        let changed = try await database.write("pots") { session throws(SQLFailure) in
            try session.execute(
                "INSERT INTO pot(name, spent, note, mark) VALUES (?, ?, ?, ?)",
                [
                    .text("t\(index)"), .integer(Int64.max - Int64(index)), .text(text),
                    .bytes([0, 255, 10, UInt8(index)]),
                ]
            )
        }
        #expect(changed == 1)
        let row = try await database.read { session throws(SQLFailure) in
            try session.row("SELECT * FROM pot WHERE name = ?", [.text("t\(index)")])
        }
        #expect(try row?.text("note") == text)
        #expect(try row?.integer("spent") == Int64.max - Int64(index))
        #expect(try row?.bytes("mark") == [0, 255, 10, UInt8(index)])
        #expect(throws: SQLFailure.self) { try row?.integer("note") }
    }
    try await database.write("pots") { session throws(SQLFailure) in
        try session.execute("INSERT INTO pot(name, spent, note) VALUES (?, 0, ?)", ["day", .null])
    }
    let row = try await database.read { session throws(SQLFailure) in
        try session.row("SELECT note, mark FROM pot WHERE name = ?", ["day"])
    }
    #expect(try row?.optionalText("note") == nil)

    // What fails leaves nothing, and what follows works.
    await #expect(throws: SQLFailure.self) {
        try await database.write("pots") { session throws(SQLFailure) in
            try session.execute("UPDATE pot SET spent = 5 WHERE name = ?", ["day"])
            try session.execute("INSERT INTO pot(name, spent) VALUES (?, 0)", ["day"])
        }
    }
    let spent = try await database.read { session throws(SQLFailure) in
        try session.row("SELECT spent FROM pot WHERE name = ?", ["day"])?.integer("spent")
    }
    #expect(spent == 0)
}

/// Everybody spends at once, through several connections or programs.
private func expectNoCentOver(_ databases: [any SQLDatabase], tries: Int, limit: Int64) async throws {
    let spent = try await withThrowingTaskGroup(of: Bool.self) { group in
        for index in 0..<tries {
            group.addTask { try await spend(databases[index % databases.count], limit: limit) }
        }
        return try await group.reduce(into: 0) { $0 += $1 ? 1 : 0 }
    }
    #expect(spent == Int(limit))
    #expect(try await entries(databases[0]) == limit)
}

@Suite("Databases of what is kept")
struct SQLDatabaseTests {
    @Test("SQLite keeps what is written, and all or nothing of it")
    func keepsInMemory() async throws {
        let database = try SQLiteDatabase(path: nil, clock: { 1_790_000_000 })
        try await expectDatabase(database)
        try await expectNoCentOver([database], tries: 200, limit: 120)
        #expect(try await database.read { session throws(SQLFailure) in try session.now() } == 1_790_000_000)
        await database.close()
    }

    @Test("an older program refuses the tables of a newer one, and leaves them alone")
    func refusesNewer() async throws {
        let database = try SQLiteDatabase(path: nil, clock: { 0 })
        var newer = schema
        newer.steps.append { _ in ["CREATE TABLE added(name TEXT)"] }
        try await newer.prepare(database)
        let failure = await #expect(throws: SQLFailure.self) { try await schema.prepare(database) }
        #expect(failure?.kind == .newer)
        try await newer.prepare(database)
    }

    @Test(
        "PostgreSQL does the same, and two programs never spend a cent over",
        .enabled(if: PostgreSQLCluster.isInstalled)
    )
    func keepsOnServer() async throws {
        try await PostgreSQLCluster.run { cluster in
            let first = try PostgreSQLDatabase(url: cluster.url, connections: 4)
            let second = try PostgreSQLDatabase(url: cluster.url, connections: 4)
            try await expectDatabase(first)
            try await expectNoCentOver([first, second], tries: 1_000, limit: 700)
            let failure = await #expect(throws: SQLFailure.self) {
                var newer = schema
                newer.steps.append { _ in ["CREATE TABLE added(name TEXT)"] }
                try await newer.prepare(first)
                try await schema.prepare(second)
            }
            #expect(failure?.kind == .newer)
            #expect(try await first.read { session throws(SQLFailure) in try session.now() } > 1_700_000_000)
            await first.close()
            await second.close()
        }
    }

    @Test(
        "what is ahead is answered while everybody else waits",
        .enabled(if: PostgreSQLCluster.isInstalled)
    )
    func ahead() async throws {
        try await PostgreSQLCluster.run { cluster in
            let database = try PostgreSQLDatabase(url: cluster.url, connections: 1)
            try await schema.prepare(database)
            let release = DispatchSemaphore(value: 0)
            let (asked, go) = AsyncStream.makeStream(of: Void.self)
            try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask {
                    try await database.read { _ in
                        go.finish()
                        // Not without end: where nothing is ahead the test fails.
                        _ = release.wait(timeout: .now() + 20)
                    }
                }
                for await _ in asked {}
                let began = ContinuousClock.now
                #expect(try await entries(database.ahead) == 0)
                #expect(ContinuousClock.now - began < .seconds(15))
                release.signal()
                try await group.waitForAll()
            }
            await database.close()
        }
    }

    @Test(
        "a server that goes away is said to be gone, and is used again once it is back",
        .enabled(if: PostgreSQLCluster.isInstalled)
    )
    func comesBack() async throws {
        try await PostgreSQLCluster.run { cluster in
            let database = try PostgreSQLDatabase(url: cluster.url, connections: 2)
            try await schema.prepare(database)
            try await cluster.stop()
            let failure = await #expect(throws: SQLFailure.self) { try await entries(database) }
            #expect(failure?.kind == .unavailable)
            try await cluster.start()
            #expect(try await entries(database) == 0)
            await database.close()
            let closed = await #expect(throws: SQLFailure.self) { try await entries(database) }
            #expect(closed?.message == "the database is closed")
        }
    }
}

@Suite("A file that somebody else has locked")
struct LockedFileTests {
    @Test("whoever waits behind others that wait is told as soon as they are")
    func crowd() async throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let path = folder.appending(path: "state.sqlite").path(percentEncoded: false)
        let database = try SQLiteDatabase(path: path, clock: { 0 })
        let other = try SQLiteDatabase(path: path, clock: { 0 })
        try await schema.prepare(database)
        let (asked, go) = AsyncStream.makeStream(of: Void.self)
        let release = DispatchSemaphore(value: 0)
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask {
                try await other.write("pots") { _ in
                    go.finish()
                    release.wait()
                }
            }
            for await _ in asked {}
            let began = ContinuousClock.now
            let kinds = await withTaskGroup(of: SQLFailure.Kind?.self) { waiting in
                for _ in 0..<8 {
                    waiting.addTask {
                        do {
                            _ = try await spend(database, limit: 1)
                            return nil
                        } catch {
                            return (error as? SQLFailure)?.kind
                        }
                    }
                }
                return await waiting.reduce(into: []) { $0.append($1) }
            }
            #expect(kinds == Array(repeating: .unavailable, count: 8))
            // One after the other would take eighty.
            #expect(ContinuousClock.now - began < .seconds(60))
            release.signal()
            try await group.waitForAll()
        }
        #expect(try await entries(database) == 0)
        await database.close()
        await other.close()
    }
}
