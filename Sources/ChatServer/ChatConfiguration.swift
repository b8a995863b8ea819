import AssistantModel

/// What a chat server is made from, besides the account and the store.
package struct ChatConfiguration: Sendable {
    package var settings: ServeSettings
    /// Whether the account is the one inside the command: it costs nothing, and functions are answered by samples.
    package var isEmbedded: Bool
    package var host: String
    /// 0 lets the system choose.
    package var port: Int
    /// Where operators look; nil for nowhere.
    package var admin: (host: String, port: Int)?
    /// How many proxies in front are believed when they say whom they speak for.
    package var trustedHops: Int
    /// How often the account is asked for a new live release.
    package var refresh: Duration
    /// The tokens of clients, by their names.
    package var clientTokens: [String: String]
    /// The tokens that functions get, by their names.
    package var functionTokens: [String: String]
    /// An image as a `data:` URL.
    package var logo: String?
    /// Writes a line for operators. Never holds what people wrote.
    package var log: @Sendable (String) -> Void

    /// Where nobody names another.
    package static let standardPort = 8787

    /// A configuration with nothing but what the manifest says.
    package init(
        settings: ServeSettings,
        isEmbedded: Bool,
        host: String = "127.0.0.1",
        port: Int = ChatConfiguration.standardPort,
        admin: (host: String, port: Int)? = nil,
        trustedHops: Int = 0,
        refresh: Duration = .seconds(15),
        clientTokens: [String: String] = [:],
        functionTokens: [String: String] = [:],
        logo: String? = nil,
        log: @escaping @Sendable (String) -> Void = { _ in }
    ) {
        self.settings = settings
        self.isEmbedded = isEmbedded
        self.host = host
        self.port = port
        self.admin = admin
        self.trustedHops = trustedHops
        self.refresh = refresh
        self.clientTokens = clientTokens
        self.functionTokens = functionTokens
        self.logo = logo
        self.log = log
    }

    /// The limits of time and size that nobody sets.
    package enum Limits {
        /// How long a refused request to the account may be sent again.
        package static let patience = Duration.seconds(15)
        /// Without a word of the account.
        package static let silence = 120
        /// Of one answer, in seconds.
        package static let answer = 600
        /// How long a reservation is kept for an answer, in seconds: longer than any answer takes.
        package static let reservation: Int64 = 900
        /// How long an answer runs on when nobody listens, in seconds.
        package static let runOn = 30
        /// How long the account may go on with an answer while the program ends, in seconds, so that its cost is known.
        package static let drain = 20
        /// From the wish to stop to the end, whatever is still under way, in seconds.
        package static let farewell = 30
        /// Answers of one visitor at a time.
        package static let answersOfVisitor = 2
        /// As often as an address may ask, so many times as often all addresses of a site together may.
        package static let addressesOfSite = 16
        /// Chats that one visitor deletes and answers that they rate, in a minute.
        package static let changesOfVisitor = 60
        /// Chats and lists of chats that one visitor reads at a time, until all of it was taken: who looks at several by a
        /// slow connection gets them.
        package static let readsOfVisitor = 4
        /// Questions, streams, stops, ratings and deletions that one visitor asks for at a time.
        package static let asksOfVisitor = 4
        /// Requests of one visitor in a minute, besides two for each message that they may send.
        package static let requestsOfVisitor = 300
        /// Requests of visitors of one network in a minute, besides two for each message and one for each new visitor.
        package static let requestsOfNetwork = 1200
        /// As many requests as one network, so many times as many all of a site together.
        package static let networksOfSite = 4
        /// As much of an answer that is read counts as one more request, in bytes.
        package static let bytesOfRequest = 128 << 10
        /// Of a chat, questions and answers: then a new one has to be started.
        package static let messages = 200
        /// When to try again where answers under way have to end first, in seconds.
        package static let comeBack = 5
        /// Who may listen to one answer at a time.
        package static let listeners = 8
        /// Of a request, in bytes.
        package static let body = 256 << 10
        /// Of a request: arrays, objects and what stands in them. Texts of people take more bytes than that.
        package static let values = 20_000
        /// Of a request: arrays and objects inside each other.
        package static let depth = 32
        /// Of all requests of visitors that are under way at a time, in bytes.
        package static let bodies = 64 << 20
        /// Of those of clients, in bytes: room that visitors cannot take from them.
        package static let bodiesOfClients = 32 << 20
        /// Of earlier messages that go with a question, in bytes.
        package static let history = 64 << 10
        /// Of functions for one answer; where the owner allows for more rounds, as many.
        package static let functionCalls = 8
        /// Of what functions give back for one answer, in bytes.
        package static let functionOutput = 64 << 10
    }
}

/// Why a server does not start with what it was given.
package struct ServeRefusal: Error, Hashable {
    package var code: String
    package var message: String
    package var hint: String?

    package init(_ code: String, _ message: String, hint: String? = nil) {
        self.code = code
        self.message = message
        self.hint = hint
    }
}

/// Why a request is refused, in words for whoever sent it.
struct ChatRefusal: Error, Hashable {
    var status: Int
    var code: String
    var message: String
    /// In seconds.
    var retryAfter: Int?
    /// The parameter that is wrong, for programs.
    var parameter: String?

    init(_ status: Int, _ code: String, _ message: String, retryAfter: Int? = nil, parameter: String? = nil) {
        self.status = status
        self.code = code
        self.message = message
        self.retryAfter = retryAfter
        self.parameter = parameter
    }

    static func invalid(_ message: String, parameter: String? = nil) -> ChatRefusal {
        ChatRefusal(400, "invalid_request", message, parameter: parameter)
    }

    static let unauthorized = ChatRefusal(401, "unauthorized", "This visit is not known any more.")
    static let notFound = ChatRefusal(404, "not_found", "There is nothing of that name.")
    static let interrupted = ChatRefusal(
        503,
        "unavailable",
        "The answer was interrupted before it was complete. Please ask again."
    )
    static let unavailable = ChatRefusal(
        503,
        "unavailable",
        "The chat cannot answer at the moment. Please try again later."
    )
    /// For an answer of which the visitor has something already.
    static let unfinished = ChatRefusal(
        502,
        "unavailable",
        "The answer could not be finished. Please try again."
    )
    /// Nothing can be kept, so nothing is asked.
    static let unavailableStore = ChatRefusal(
        503,
        "unavailable",
        "The chat cannot answer at the moment. Please try again in a few seconds.",
        retryAfter: ChatConfiguration.Limits.comeBack
    )
    static let closing = ChatRefusal(
        503,
        "unavailable",
        "The chat is about to restart. Please try again.",
        retryAfter: 5
    )

    /// Answers that are under way have to end first.
    static let busy = ChatRefusal(
        503,
        "busy",
        "The chat is busy at the moment. Please try again in a few seconds.",
        retryAfter: ChatConfiguration.Limits.comeBack
    )

    static let full = ChatRefusal(413, "chat_full", "This chat is full. Please start a new chat.")
    static let tooLong = ChatRefusal(413, "too_long", "That is more than can be answered at once.")

    static func exhausted(until seconds: Int) -> ChatRefusal {
        ChatRefusal(
            429,
            "budget_exhausted",
            "The chat has answered all that it may for today. It answers again tomorrow.",
            retryAfter: seconds
        )
    }

    static func tooMany(until seconds: Int) -> ChatRefusal {
        ChatRefusal(
            429,
            "too_many_requests",
            "That was a lot of messages. Please wait a moment before you write again.",
            retryAfter: seconds
        )
    }
}
