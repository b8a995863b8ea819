import OrderedJSON
import StateDatabase
import Synchronization
import Testing

@testable import ChatServer

/// A clock that tests set, and stores that go by it.
final class SetClock: Sendable {
    private let seconds = Mutex<Int64>(1_000_000_000)
    var now: Int64 { seconds.withLock { $0 } }
    func advance(by amount: Int64) { seconds.withLock { $0 += amount } }

    /// - Parameter path: of a file; nil for a store in memory.
    func store(path: String? = nil, keepHours: Int? = nil) async throws -> DatabaseChatStore {
        try await DatabaseChatStore(
            SQLiteDatabase(path: path, clock: { self.now }),
            project: "p",
            environment: "e",
            keepHours: keepHours,
            random: { UInt64.random(in: .min ... .max) }
        )
    }
}

extension DatabaseChatStore {
    /// Begins an answer to a question that needs nothing of its chat.
    func admit(_ admission: Admission) async throws -> Admitted {
        try #require(try await admit { _ in PreparedAdmission(admission: admission, asked: true) }.admitted)
    }
}

extension StoredMessage {
    /// A question, said now.
    static func hi(_ id: String) -> StoredMessage {
        StoredMessage(id: id, role: "user", text: "Hi", parts: [], createdAt: 0, state: "complete")
    }
}
