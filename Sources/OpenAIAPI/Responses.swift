import OrderedJSON

extension OpenAIClient {
    /// Asks for an answer and waits for all of it.
    ///
    /// - Parameter body: the whole request in the contract's own form, without `stream`.
    /// - Throws: ``APIError``, also for an answer whose status is `failed`. An incomplete answer is no error.
    package func createResponse(_ body: JSONValue) async throws(APIError) -> ResponseObject {
        let request = try responseRequest(body)
        let answer = try await send(request)
        let response = try answer.decoded(as: ResponseObject.self, of: request)
        if response.status == .failed {
            var failure = answer.error(response.failure)
            failure.mayHaveBeenCarriedOut = request.repeatability == .onlyIfNotCarriedOut
            throw failure
        }
        return response
    }

    /// Asks for an answer and gives it as it comes. Returns when the server begins to answer.
    ///
    /// - Parameters:
    ///   - body: as for ``createResponse(_:)``; `stream` is set here.
    ///   - patience: for somebody who pays for every answer and waits for this one: it is asked for again only where the
    ///     server certainly did nothing, and no later than so long after the first try. Nil for the usual repetitions.
    package func streamResponse(
        _ body: JSONValue,
        patience: Duration? = nil
    ) async throws(APIError) -> ResponseEventStream {
        var request = try responseRequest(body, streams: true)
        if let patience {
            request.repeatability = .onlyIfNotCarriedOut
            request.lastStart = patience
        }
        return try await stream(request)
    }

    /// An answer that leaves nothing behind may be asked for again; one that is stored, or continues a conversation on
    /// the account, would be there twice.
    private func responseRequest(_ body: JSONValue, streams: Bool = false) throws(APIError) -> APIRequest {
        guard case .object(var members) = body else {
            throw APIError(.invalidRequest, "the body of a request to /responses is not a JSON object")
        }
        let leavesNothing = members["store"] == false && (members["conversation"]?.isNull ?? true)
        if streams { members["stream"] = true }
        var request = APIRequest(
            .post,
            ["responses"],
            body: .json(.object(members)),
            repeatability: leavesNothing ? .always : .onlyIfNotCarriedOut
        )
        request.answersSlowly = true
        return request
    }
}
