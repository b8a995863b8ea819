/// An answer under way, as every instance sees it.
package struct OpenAnswer: Sendable, Equatable {
    var id: String
    /// Counts up as long as its instance is at work.
    var beat: Int64
    /// Whether it is not wanted any more.
    var isStopped: Bool
    /// Counts up as long as somebody listens to it at another instance.
    var followed: Int64
}

/// Pieces that came of an answer.
package struct AnswerPart: Sendable, Equatable {
    var answer: String
    /// How many pieces came before.
    var place: Int
    var pieces: [AnswerPiece]
}

/// What another instance told of its answer.
package struct AnswerProgress: Sendable, Equatable {
    /// Oldest first. They may overlap: the piece of a place is the same in each of them.
    var parts: [AnswerPart]
    /// Of the last part, for the next look.
    var number: Int64
    /// How the answer ended; nil while it is under way.
    var ended: AnswerEnd.State?
}

/// How an answer ended.
package struct Conclusion: Sendable {
    var answer: String
    /// What it cost, in whole picodollars; nil where that is not known: what was reserved then.
    var amount: Int64?
    /// Nil for an answer to a program.
    var kept: Kept?

    /// What is kept of it in a visitor's chat.
    package struct Kept: Sendable {
        var visitor: String
        var chat: String
        var message: StoredMessage
        /// All of them, for those who listen at another instance.
        var pieces: [AnswerPiece]
    }
}
