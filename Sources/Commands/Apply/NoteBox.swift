import Synchronization

/// Notes that many tasks leave and one takes, in the order in which they were left. No lock is everybody's: who leaves a
/// note meets at most the few that left one in the same row.
final class NoteBox<Note: Sendable>: Sendable {
    private final class Row: Sendable {
        let notes = Mutex<[(number: UInt64, note: Note)]>([])
    }

    private let rows = (0..<16).map { _ in Row() }
    private let count = Atomic<UInt64>(0)

    func put(_ note: Note) {
        let number = count.wrappingAdd(1, ordering: .relaxed).newValue
        rows[Int(number % UInt64(rows.count))].notes.withLock { $0.append((number, note)) }
    }

    /// What was left since the last time.
    func take() -> [Note] {
        rows.flatMap { row in
            row.notes.withLock { notes in
                defer { notes = [] }
                return notes
            }
        }.sorted { $0.number < $1.number }.map(\.note)
    }
}
