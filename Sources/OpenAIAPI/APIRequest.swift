import OrderedJSON

/// One request to the account, without anything about the connection: what to ask, and what may be done when asking fails.
package struct APIRequest: Sendable {
    package enum Method: String, Sendable {
        case get = "GET"
        case post = "POST"
        case delete = "DELETE"
    }

    package enum Body: Sendable {
        case none
        case json(JSONValue)
        case multipart(MultipartForm)
        case bufferedForm(BufferedForm)
    }

    /// What a success brings.
    package enum Content: Sendable, Hashable {
        case json
        /// A file, as it is.
        case bytes(mediaType: String)
        /// Server-sent events, as they come. A server that does not stream may answer with JSON all the same.
        case events
    }

    /// Whether asking twice can do harm (there are no idempotency keys: docs/openai-api.md, 2.5).
    package enum Repeatability: Sendable {
        /// Twice is as good as once: reads, deletions, and updates that carry complete values.
        case always
        /// As `always`, for a request of which the caller has to know whether it may have been carried out when it fails
        /// in the end: the attachment of a file.
        case harmlessTwice
        /// Twice would make two objects: repeated only where the server certainly did nothing.
        case onlyIfNotCarriedOut
        /// Sent once, whatever comes: the caller counts on it that nothing is sent later, and looks before it asks again.
        case never

        /// Whether a request that was sent and not answered leaves open what it did.
        package var leavesDoubt: Bool { self != .always }
    }

    /// What a 404 says about this request.
    package enum MeaningOfNotFound: Sendable {
        /// The object, or one above it, is not there.
        case missingObject
        /// The path is a collection, which every server has that knows the api.
        case missingCollection
        /// As `missingCollection`, for an api that OpenAI itself removed (docs/openai-api.md, 1.3).
        case removedAssistantsAPI
    }

    package var method: Method
    /// Path below the base URL, segment by segment, not percent-encoded.
    package var path: [String]
    /// In this order; not percent-encoded.
    package var query: [(name: String, value: String)]
    package var body: Body
    package var repeatability: Repeatability
    package var meaningOfNotFound: MeaningOfNotFound
    /// The value of `OpenAI-Beta`.
    package var beta: String?
    /// Whether a success may come without a body.
    package var acceptsEmptyAnswer = false
    package var content = Content.json
    /// Whether minutes may pass without a byte of the answer, as when a model thinks.
    package var answersSlowly = false
    /// From the first try on: after that none begins, and one that is under way is given up.
    package var timeLimit: Duration?
    /// From the first try on: after that none begins, and one that is under way goes on.
    package var lastStart: Duration?
    /// Whether it waits behind no other request: neither for a rate limit that others met, nor for a free connection.
    /// For the few requests that something else depends on, such as the renewal of a lock.
    package var isUrgent = false

    package init(
        _ method: Method,
        _ path: [String],
        query: [(name: String, value: String)] = [],
        body: Body = .none,
        repeatability: Repeatability,
        meaningOfNotFound: MeaningOfNotFound = .missingObject,
        beta: String? = nil
    ) {
        self.method = method
        self.path = path
        self.query = query
        self.body = body
        self.repeatability = repeatability
        self.meaningOfNotFound = meaningOfNotFound
        self.beta = beta
    }

    /// The value of `OpenAI-Beta` that assistants and vector stores need (docs/openai-api.md, 2.4).
    package static let assistantsBeta = "assistants=v2"
}

/// A success: the body and what the headers said.
package struct APIResponse: Sendable {
    /// `null` for an empty body, and for what is not JSON.
    package var body: JSONValue
    /// The body of an answer to a request for ``APIRequest/Content/bytes(mediaType:)``.
    package var bytes: [UInt8] = []
    /// The body of an answer in ``APIRequest/Content/events``, piece by piece while it comes. Can be read once.
    package var pieces: (any AsyncSequence<[UInt8], APIError> & Sendable)?
    package var status: Int
    /// `x-request-id`.
    package var requestID: String?
    /// `openai-poll-after-ms`: when to look again.
    package var pollAfter: Duration?
    /// The server's clock when it answered (`Date`), in Unix seconds, rounded down.
    package var serverTime: Int64?
    /// The request that was answered, for errors about the body.
    package var place: APIError.Place
    /// Whether an earlier try of the request ended in a way that leaves open what it did, or will do yet.
    package var followsLostTry = false
    /// Makes words of the server fit to be shown: short, on one line, without the key.
    package var cleaned: @Sendable (String) -> String = { $0 }

    package init(
        body: JSONValue,
        status: Int = 200,
        requestID: String? = nil,
        pollAfter: Duration? = nil,
        place: APIError.Place
    ) {
        self.body = body
        self.status = status
        self.requestID = requestID
        self.pollAfter = pollAfter
        self.place = place
    }
}
