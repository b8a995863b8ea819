/// Which answers of other instances nobody makes any more: their instance was not heard of for so many looks in a row.
///
/// Looks are counted, not seconds: clocks jump, and machines sleep.
struct SilentAnswers {
    /// Looks after which an instance that says nothing is gone.
    static let patience = 5

    private var heard: [String: (beat: Int64, looks: Int)] = [:]

    /// - Parameter open: what the store has of other instances' answers now.
    /// - Returns: those that nobody makes any more.
    mutating func look(at open: [OpenAnswer]) -> [OpenAnswer] {
        var now: [String: (beat: Int64, looks: Int)] = [:]
        for answer in open {
            let before = heard[answer.id]
            now[answer.id] = (answer.beat, before?.beat == answer.beat ? (before?.looks ?? 0) + 1 : 0)
        }
        heard = now
        return open.filter { now[$0.id]?.looks ?? 0 >= Self.patience }
    }
}
