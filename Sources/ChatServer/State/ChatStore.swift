import OrderedJSON
import Spending
import StateDatabase

/// A message as it is kept.
package struct StoredMessage: Sendable, Equatable {
    package var id: String
    /// `user` or `assistant`.
    package var role: String
    /// What was said, without anything about it.
    package var text: String
    /// As the page shows it.
    package var parts: JSONValue
    /// In Unix seconds.
    package var createdAt: Int64
    /// `complete`, `stopped`, `failed`, or `running` while it is made.
    package var state: String
    /// `up`, `down` or nil.
    package var rating: String?
    /// Of an answer: the id of the message that it answers.
    package var answers: String?
    /// Of an answer that was made anew: the id of the one before.
    package var replaces: String?
}

/// A chat of one visitor.
package struct StoredChat: Sendable, Equatable {
    package var id: String
    package var visitor: String
    package var assistant: String
    package var title: String
    /// In Unix seconds.
    package var updatedAt: Int64
    /// Oldest first.
    package var messages: [StoredMessage]
}

/// How often something may happen in windows of so many seconds, by the store's clock.
package struct RateLimit: Sendable, Equatable {
    package var name: String
    package var window: Int64
    package var limit: Int
    /// Whether a question counts that finds no money free, so that whoever asks all the time does not get all that is.
    package var countsBusy = false
}

/// How many answers may be under way at a time, this one included.
package struct AnswersAtATime: Sendable, Equatable {
    package var ofVisitor: Int
    package var fromAddress: Int
}

/// What has to be true for an answer to begin, and what is written when it is: together or not at all.
package struct Admission: Sendable {
    /// Of the answer, and of its reservation.
    package var id: String
    /// Who makes the answer.
    package var instance: String
    /// The worst case, in whole picodollars.
    package var amount: Int64
    package var pots: [Pot]
    package var limits: [RateLimit]
    /// Nil for programs, which their pots bound.
    package var atATime: AnswersAtATime?
    /// How long the reservation holds, in seconds.
    package var lifetime: Int64
    /// Of a visitor's chat; nil for programs, of whose questions nothing is kept.
    package var turn: Turn?

    package struct Turn: Sendable {
        package var visitor: String
        /// Where the visitor asks from, as a hash.
        package var address: String
        package var chat: String
        package var assistant: String
        /// The question; one of the same id is replaced by it.
        package var question: StoredMessage
        /// The answer before, which this one takes the place of; nil for a question that is new or edited.
        package var replaces: String?
    }
}

/// What a transaction decides of a question, from what it finds in the chat.
package struct PreparedAdmission<Asked: Sendable>: Sendable {
    /// Nil where the question is refused before anything is looked at.
    package var admission: Admission?
    /// For whoever asks.
    package var asked: Asked
}

/// How an attempt to begin an answer ended.
package struct AdmissionOutcome<Asked: Sendable>: Sendable {
    /// Nil where nothing was to be admitted.
    package var admitted: Admitted?
    package var asked: Asked
    /// By the store's clock, in Unix seconds.
    package var now: Int64
}

/// How an admission ended.
package enum Admitted: Sendable, Equatable {
    case admitted
    /// Everything of the visitor was removed: their tokens are good for nothing any more.
    case forgotten
    /// The same question was asked before, and this is its answer.
    case known(answer: String)
    /// Another question of the same chat is being answered.
    case answering
    /// Too often; seconds until it is allowed again.
    case tooMany(retryAfter: Int)
    /// What is left in a pot is kept for answers that are under way.
    case busy(pot: String)
    /// A pot is empty; seconds until the next day.
    case exhausted(pot: String, retryAfter: Int)
}

/// A rating of an answer.
package struct StoredRating: Sendable, Equatable {
    package var at: Int64
    package var assistant: String
    package var rating: String
    package var comment: String?
}

/// What a day cost so far.
package struct PotReport: Sendable, Equatable {
    package var name: String
    package var balance: PotBalance
}

/// Everything that outlives a request: chats, money, limits, ratings. Each requirement is one transaction; every row
/// belongs to one project and environment.
package protocol ChatStore: Sendable {
    /// The same store, for signs of life: they wait behind nobody's questions.
    var ahead: any ChatStore { get }

    /// The store's clock, in Unix seconds: days and windows are counted by it.
    func now() async throws -> Int64

    /// Random bytes that are made once and stay: every instance that shares the store has the same.
    func secret(_ name: String) async throws -> [UInt8]

    /// Looks at a chat, checks limits and money, and begins an answer: one transaction, so that nobody waits for two.
    ///
    /// - Parameter prepare: what is asked, by what the chat says then. May be called again from the beginning.
    func admit<Asked: Sendable>(
        _ prepare: @escaping @Sendable (ChatReader) throws(SQLFailure) -> PreparedAdmission<Asked>
    ) async throws -> AdmissionOutcome<Asked>

    /// Counts something that has no answer, such as a new visitor.
    ///
    /// - Returns: seconds until it is allowed again; nil where it is allowed.
    func count(_ limits: [RateLimit]) async throws -> Int?

    /// As ``Ledger/markSent(_:id:)``.
    func markSent(_ reservation: String) async throws -> Bool

    /// Pays for an answer that is over, and writes how it ended: together or not at all.
    ///
    /// - Returns: what was paid; nil where it was paid for before, which nothing is paid for twice.
    func conclude(_ conclusion: Conclusion) async throws -> Int64?

    /// A visitor's chats without their messages, newest first.
    func chats(of visitor: String) async throws -> [StoredChat]

    /// A chat of this visitor; nil where there is none.
    func chat(_ id: String, of visitor: String) async throws -> StoredChat?

    /// A message of a visitor's chat; nil where there is none.
    func message(_ id: String, in chat: String, of visitor: String) async throws -> StoredMessage?

    func deleteChat(_ id: String, of visitor: String) async throws

    /// - Returns: whether there is such an answer.
    func rate(
        _ message: String,
        in chat: String,
        of visitor: String,
        rating: String?,
        comment: String?
    ) async throws -> Bool

    // Answers under way, for every instance that shares the store.

    /// The answer that a chat waits for; nil where there is none, or where it was stopped.
    func openAnswer(of chat: String, visitor: String) async throws -> String?

    /// The answers under way of this instance alone, or of all the others.
    func openAnswers(of instance: String, others: Bool) async throws -> [OpenAnswer]

    /// Says that nobody wants an answer any more, to whichever instance makes it.
    ///
    /// - Parameter kept: what came of it, as whoever makes it knows; nil for the others.
    func markStopped(_ answer: String, keeping kept: Conclusion.Kept?) async throws

    /// Says that somebody listens to an answer at another instance than the one that makes it.
    ///
    /// - Returns: whether it is under way.
    func follow(_ answer: String) async throws -> Bool

    /// Tells the other instances that this one is at work, and what came of its answers.
    func report(_ parts: [AnswerPart], of instance: String) async throws

    /// What is known of an answer of another instance, from a place in what was read before.
    func progress(
        of answer: String,
        in chat: String,
        of visitor: String,
        after number: Int64
    ) async throws -> AnswerProgress

    /// Ends an answer that nobody makes any more: it cost its worst case, unless nothing was sent for it.
    ///
    /// - Parameter beat: at which its instance was heard of last; nil for an answer of one's own.
    /// - Returns: what was paid; nil where its instance was heard of since, or it is over.
    func abandon(_ answer: String, at beat: Int64?) async throws -> Int64?

    /// Writes something that means nothing.
    ///
    /// - Throws: where nothing can be written at the moment.
    func probe() async throws

    /// A thread on the account that is to be deleted when its answer is complete.
    func keep(thread: String, of answer: String) async throws
    func forget(thread: String) async throws

    /// Threads whose answers nobody makes any more: no money is kept for them.
    func abandonedThreads() async throws -> [String]

    /// Removes what is older than it may be, and ends reservations that ran out.
    func sweep(keepHours: Int) async throws

    /// Answers that nobody makes any more: of a program that ended in the middle of them.
    func closeAbandoned() async throws

    /// Pots of today, by name.
    func pots() async throws -> [PotReport]

    /// Newest first.
    func ratings() async throws -> [StoredRating]

    /// All chats without their messages, newest first.
    func allChats() async throws -> [StoredChat]

    /// Removes everything of a visitor but money and counts, and ends their tokens.
    ///
    /// - Returns: how many chats went; nil for a visitor of whom there is nothing.
    func forget(visitor: String) async throws -> Int?

    /// Whether everything of a visitor was removed.
    func isForgotten(_ visitor: String) async throws -> Bool
}
