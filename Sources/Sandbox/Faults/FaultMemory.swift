/// What faults remember of the account: how far its tables had grown at which time, and what was deleted.
struct FaultMemory: Sendable {
    private struct Mark: Sendable {
        let time: Double
        let newest: [String: Int64]
    }

    /// Longer than any lag.
    private static let secondsKept = 7200.0

    private var marks: [Mark] = []
    private(set) var departed: [DepartedObject] = []
    /// Files that were deleted and that their stores keep, with the time until when.
    private(set) var kept: [(object: DepartedObject, until: Double)] = []

    mutating func observe(_ newest: [String: Int64], at now: Double) {
        guard marks.last?.newest != newest else { return }
        marks.append(Mark(time: now, newest: newest))
        // The mark before the first one that is young enough still says how things were then.
        while marks.count > 1, marks[1].time <= now - Self.secondsKept { marks.removeFirst() }
    }

    /// The highest sequence numbers of that time; what was there when the watching began counts as old.
    func newest(at time: Double) -> [String: Int64]? {
        (marks.last { $0.time <= time } ?? marks.first)?.newest
    }

    /// The highest sequence numbers that were seen.
    var latest: [String: Int64]? { marks.last?.newest }

    mutating func depart(_ object: DepartedObject) {
        departed.removeAll { $0.deletedAt <= object.deletedAt - Self.secondsKept }
        departed.append(object)
    }

    mutating func keep(_ object: DepartedObject, until: Double) {
        kept.append((object, until))
    }

    mutating func release(_ id: String, from list: String, account: String) {
        kept.removeAll { $0.object.id == id && $0.object.list == list && $0.object.account == account }
    }
}
