/// Why a request to the account failed, with everything needed to act on it. Never holds the key.
package struct APIError: Error, Sendable, Hashable {
    package var code: Code
    /// What went wrong in one clause, in our words or the server's.
    package var message: String
    /// The request, when one was made or prepared.
    package var place: Place?
    /// The server's answer, as far as one was understood.
    package var answer: Answer?
    /// Whether the server may have done what was asked although no success was seen. Look before asking again.
    package var mayHaveBeenCarriedOut = false
    /// How often the request was sent or tried; 0 when it was refused before the first time.
    package var attempts = 0

    package init(_ code: Code, _ message: String, place: Place? = nil, answer: Answer? = nil) {
        self.code = code
        self.message = message
        self.place = place
        self.answer = answer
    }
}

extension APIError {
    /// What the server's `error.code` says when waiting cannot cure it (docs/openai-api.md, 3.4).
    package static let billingCodes: Set<String> = [
        "credit_balance_exhausted", "organization_spend_limit_exceeded", "project_spend_limit_exceeded",
        "organization_usage_limit_exceeded", "insufficient_quota", "billing_hard_limit_reached",
    ]

    /// Which request, to which server, for whom.
    package struct Place: Sendable, Hashable {
        /// `GET`, `POST` or `DELETE`.
        package var method: String
        /// The path with its query, from the root of the host.
        package var path: String
        /// Scheme, host and port.
        package var server: String
        /// Where the key came from, for example `OPENAI_API_KEY`.
        package var keySource: String?
        package var organization: String?
        package var project: String?

        package init(
            method: String,
            path: String,
            server: String,
            keySource: String? = nil,
            organization: String? = nil,
            project: String? = nil
        ) {
            self.method = method
            self.path = path
            self.server = server
            self.keySource = keySource
            self.organization = organization
            self.project = project
        }
    }

    /// What the server said of its refusal (docs/openai-api.md, 3.2).
    package struct Answer: Sendable, Hashable {
        package var status: Int
        /// `error.type`, `error.code` and `error.param` of the body.
        package var type: String?
        package var code: String?
        package var param: String?
        /// `x-request-id`.
        package var requestID: String?
        /// The wait that the server asked for before the next try.
        package var retryAfter: Duration?
        /// `x-should-retry`: the server's own word on repeating the request.
        package var shouldRetry: Bool?

        package init(
            status: Int,
            type: String? = nil,
            code: String? = nil,
            param: String? = nil,
            requestID: String? = nil,
            retryAfter: Duration? = nil,
            shouldRetry: Bool? = nil
        ) {
            self.status = status
            self.type = type
            self.code = code
            self.param = param
            self.requestID = requestID
            self.retryAfter = retryAfter
            self.shouldRetry = shouldRetry
        }
    }

    /// The kinds of failure. Open: a switch over it needs a default.
    package struct Code: Sendable, Hashable, RawRepresentable {
        package let rawValue: String
        package init(rawValue: String) { self.rawValue = rawValue }

        /// 401.
        package static let unauthorized = Code(rawValue: "unauthorized")
        /// 403.
        package static let forbidden = Code(rawValue: "forbidden")
        /// 404: this object is not on the account, or not visible to the key.
        package static let notFound = Code(rawValue: "not_found")
        /// 404 for all of `/assistants`.
        package static let apiRemoved = Code(rawValue: "api_removed")
        /// 404 for a whole collection, which every server has that knows the api.
        package static let notServed = Code(rawValue: "not_served")
        /// 409.
        package static let conflict = Code(rawValue: "conflict")
        /// 429 that goes away by waiting.
        package static let rateLimited = Code(rawValue: "rate_limited")
        /// 429 that money or a limit of the account must lift.
        package static let billing = Code(rawValue: "billing")
        /// Any other 4xx.
        package static let invalidRequest = Code(rawValue: "invalid_request")
        /// 5xx.
        package static let server = Code(rawValue: "server")
        /// An error in the words of the server under the status of a success (docs/openai-api.md, 13.10).
        package static let errorInSuccess = Code(rawValue: "error_in_success")
        /// No connection, or one that broke.
        package static let unreachable = Code(rawValue: "unreachable")
        /// The host's name has no address.
        package static let nameResolution = Code(rawValue: "name_resolution")
        /// No trusted encrypted connection.
        package static let tls = Code(rawValue: "tls")
        /// No connection to the proxy, or none through it.
        package static let proxyUnreachable = Code(rawValue: "proxy_unreachable")
        /// The proxy lets nothing through without something that it asks for, or not to this host.
        package static let proxyRefused = Code(rawValue: "proxy_refused")
        /// No answer in time.
        package static let timeout = Code(rawValue: "timeout")
        /// An answer that is not JSON: mostly a proxy's page.
        package static let notJSON = Code(rawValue: "not_json")
        /// The answer ended before it was complete.
        package static let truncatedAnswer = Code(rawValue: "truncated_answer")
        /// JSON without the members that the contract promises, or larger than the client accepts.
        package static let decoding = Code(rawValue: "decoding")
        /// The server points elsewhere, and the key does not go there.
        package static let redirected = Code(rawValue: "redirected")
        /// A file has other bytes than the plan saw. The server got no complete request.
        package static let fileChanged = Code(rawValue: "file_changed")
        /// A file that cannot be opened or read, or is empty. The server got no complete request.
        package static let fileUnreadable = Code(rawValue: "file_unreadable")
        /// The task was cancelled.
        package static let cancelled = Code(rawValue: "cancelled")
        /// A deletion that the server answered with `deleted: false`.
        package static let notDeleted = Code(rawValue: "not_deleted")
        /// A list that never ends.
        package static let brokenPaging = Code(rawValue: "broken_paging")
        /// A base URL, organisation or project that cannot be used.
        package static let configuration = Code(rawValue: "configuration")
        /// A key that no header can carry.
        package static let unusableKey = Code(rawValue: "unusable_key")
    }
}
