import OpenAIAPI

/// A piece of an answer on its way to whoever asked, whatever they speak.
enum AnswerPiece: Sendable, Equatable {
    case text(String)
    /// A document that the answer uses from here on. Sources are numbered from 1; one that comes again has more passages.
    case source(Source)
    /// The text so far uses a source.
    case citation(source: Int, offset: Int)
    /// Calls of tools have ids of this answer: what the account calls them may come again in its next request.
    case toolStarted(id: String, name: String)
    /// Comes behind the start of its call.
    case toolEnded(id: String, name: String)
    /// The last piece.
    case end(AnswerEnd)

    struct Source: Sendable, Equatable {
        var number: Int
        /// Of a file, or the title of a page.
        var name: String
        /// Of a file in the project; nil where passages are not shown.
        var path: String?
        /// Of a page.
        var url: String?
        /// What was found in it; empty where passages are not shown.
        var passages: [String]
    }
}

/// How an answer ended.
struct AnswerEnd: Sendable, Equatable {
    enum State: String, Sendable {
        case complete
        case stopped
        case failed
    }

    var state: State
    /// Whether a limit cut it.
    var isCut = false
    var usage: TokenUsage?
    /// For a failed one.
    var refusal: ChatRefusal?
}
