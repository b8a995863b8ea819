import OrderedJSON

/// An account behind the OpenAI API. One requirement carries every endpoint; the endpoints themselves are extensions,
/// a file per resource (`Files.swift`, `VectorStores.swift`, ...), so a client for tests only answers requests.
package protocol OpenAIClient: Sendable {
    /// Sends one request and reads its answer, repeating it only as ``APIRequest/repeatability`` allows.
    ///
    /// - Throws: ``APIError`` for every answer that is not a success.
    func send(_ request: APIRequest) async throws(APIError) -> APIResponse

    /// What the answers so far said about the account.
    var observed: ObservedAccount { get }

    /// Keeps in ``observed`` that a list may be cut. Whoever passes requests on passes this on.
    func noteCutList(_ path: String)
}

extension OpenAIClient {
    /// Nothing is kept.
    package func noteCutList(_ path: String) {}
}

/// What answers say of the account that they come from.
package struct ObservedAccount: Sendable, Hashable {
    /// Every value of `openai-organization` seen, in the order first seen. Two values, or one that is not the expected
    /// organisation, mean that the key belongs to another account.
    package var organizations: [String]
    /// The server's clock at the last answer that told it (`Date`), in Unix seconds.
    package var serverTime: Int64?
    /// `x-request-id` of the last answer.
    package var lastRequestID: String?
    /// Paths of lists, such as `/v1/vector_stores`, of which the server may show only a part, without saying so and
    /// without a way to the rest (docs/openai-api.md, 13.9). In the order first seen.
    package var cutLists: [String]

    package init(
        organizations: [String] = [],
        serverTime: Int64? = nil,
        lastRequestID: String? = nil,
        cutLists: [String] = []
    ) {
        self.organizations = organizations
        self.serverTime = serverTime
        self.lastRequestID = lastRequestID
        self.cutLists = cutLists
    }
}

extension ObservedAccount {
    /// An organisation seen in answers that cannot be the expected one; nil when all may be.
    ///
    /// It is not documented whether `openai-organization` carries the id that requests name or the organisation's
    /// short name (docs/openai-api.md, 3.15). Ids are compared with ids; a name proves nothing against an id.
    package func organization(contradicting expected: String) -> String? {
        organizations.first { seen in seen != expected && Self.isID(seen) == Self.isID(expected) }
    }

    private static func isID(_ organization: String) -> Bool {
        organization.hasPrefix("org-") || organization.hasPrefix("org_")
    }
}

extension OpenAIClient {
    /// Sends a request and reads its answer as an object.
    package func object<Object: WireDecodable>(
        _ request: APIRequest,
        as type: Object.Type = Object.self
    ) async throws(APIError) -> Object {
        let response = try await send(request)
        return try response.decoded(as: type, of: request)
    }

    /// Sends a deletion. An object that is not there any more is a success.
    func deletion(of path: [String], beta: String? = nil) async throws(APIError) -> DeletionResult {
        var request = APIRequest(.delete, path, repeatability: .always, beta: beta)
        request.acceptsEmptyAnswer = true
        let response: APIResponse
        do {
            response = try await send(request)
        } catch  where error.code == .notFound {
            return .alreadyGone
        }
        if response.body["deleted"] == false {
            throw response.error(.notDeleted, "the server answered deleted: false")
        }
        return .deleted
    }
}

/// How a deletion ended; both are successes.
package enum DeletionResult: Sendable, Hashable {
    case deleted
    /// The object was not there (any more).
    case alreadyGone
}

extension APIResponse {
    /// The body as an object of the contract.
    ///
    /// - Throws: ``APIError`` with ``APIError/Code/decoding`` that names the place in the answer.
    func decoded<Object: WireDecodable>(as type: Object.Type, of request: APIRequest) throws(APIError) -> Object {
        do throws(JSONCursorError) {
            return try Object(from: JSONCursor(body))
        } catch {
            var failure = self.error(.decoding, error.inAnswer)
            failure.mayHaveBeenCarriedOut = request.repeatability.leavesDoubt
            throw failure
        }
    }

    /// An error about this answer.
    func error(_ code: APIError.Code, _ message: String) -> APIError {
        var error = APIError(code, message, place: place)
        error.answer = APIError.Answer(status: status, requestID: requestID)
        error.attempts = 1
        return error
    }
}
