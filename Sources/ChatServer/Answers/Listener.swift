/// One of those who listen to an answer: a place in its pieces, and a knock when there are more.
struct Listener: Sendable {
    enum Knock: Sendable {
        /// There may be pieces.
        case news
        /// Nothing was said for a while.
        case silence
    }

    let number: Int
    /// Ends with the answer, or when the listener leaves; what came last may not be read by then.
    let knocks: AsyncStream<Knock>
    let continuation: AsyncStream<Knock>.Continuation
}
