/// How to reach an account.
package struct ClientConfiguration: Sendable {
    package var baseURL: BaseURL
    /// Nil sends no `Authorization`: for the sandbox.
    package var key: APIKey?
    /// Where the key came from, for errors: `OPENAI_API_KEY`.
    package var keySource: String?
    /// `OpenAI-Organization`; nil sends none.
    package var organization: String?
    /// `OpenAI-Project`; nil sends none.
    package var project: String?
    /// `assistantctl/<version>`.
    package var userAgent: String
    package var timeouts: Timeouts
    package var retries: RetryPolicy
    /// An answer's body may have this many bytes.
    package var maximumAnswerBytes: Int
    /// So many requests are on the wire at a time, at least 1; those that something else depends on come on top.
    package var concurrency: Int

    /// How long to wait for what.
    package struct Timeouts: Sendable, Hashable {
        /// Until a connection stands.
        package var connect: Duration
        /// Without a byte of the answer.
        package var idle: Duration
        /// Without a byte of the answer to an upload, which the server may check first, or of a model, which may think.
        package var uploadIdle: Duration
        /// From the first byte of an answer's body to its last, streams of events excepted.
        package var answer: Duration

        package init(
            connect: Duration = .seconds(10),
            idle: Duration = .seconds(60),
            uploadIdle: Duration = .seconds(600),
            answer: Duration = .seconds(900)
        ) {
            self.connect = connect
            self.idle = idle
            self.uploadIdle = uploadIdle
            self.answer = answer
        }
    }

    /// - Throws: ``APIError`` with ``APIError/Code/configuration`` when organisation, project or user agent hold what
    ///   no header can carry.
    package init(
        baseURL: BaseURL,
        key: APIKey?,
        keySource: String? = nil,
        organization: String? = nil,
        project: String? = nil,
        userAgent: String,
        timeouts: Timeouts = Timeouts(),
        retries: RetryPolicy = RetryPolicy(),
        maximumAnswerBytes: Int = 64 << 20,
        concurrency: Int = 16
    ) throws(APIError) {
        for (name, value) in [("organization", organization), ("project", project), ("user agent", userAgent)] {
            guard let value else { continue }
            guard !value.isEmpty, value.unicodeScalars.allSatisfy({ (0x20...0x7E).contains($0.value) }) else {
                throw APIError(.configuration, "the \(name) is empty or holds characters that no header can carry")
            }
        }
        self.baseURL = baseURL
        self.key = key
        self.keySource = keySource
        self.organization = organization
        self.project = project
        self.userAgent = userAgent
        self.timeouts = timeouts
        self.retries = retries
        self.maximumAnswerBytes = maximumAnswerBytes
        self.concurrency = concurrency
    }
}
