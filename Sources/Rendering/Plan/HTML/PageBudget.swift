/// How much prose a page still takes: browsers become slow beyond some megabytes, and reviewers sooner.
struct PageBudget {
    /// UTF-8 bytes of unchanged lines, which only unfold.
    private var unchanged: Int
    /// UTF-8 bytes of changed lines and of new texts.
    private var changed: Int
    /// Whether something was left out so far.
    private(set) var isExceeded = false

    /// The usual page, or one without bounds.
    init(context: DiffContext) {
        (unchanged, changed) = context == .full ? (.max, .max) : (1_000_000, 3_000_000)
    }

    /// Whether so much unchanged text may be in the page, and if so counts it.
    mutating func takesUnchanged(_ bytes: Int) -> Bool { Self.take(bytes, of: &unchanged, &isExceeded) }

    /// Whether so much changed text may be in the page, and if so counts it.
    mutating func takesChanged(_ bytes: Int) -> Bool { Self.take(bytes, of: &changed, &isExceeded) }

    private static func take(_ bytes: Int, of rest: inout Int, _ isExceeded: inout Bool) -> Bool {
        guard bytes <= rest else {
            isExceeded = true
            return false
        }
        rest -= bytes
        return true
    }
}
