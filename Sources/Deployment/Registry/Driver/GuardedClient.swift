import OpenAIAPI

/// The client of an apply that works under a registry's lock: every write asks the session first, deletions have a look
/// at the registry behind them, and no write, repetitions included, is begun or goes on when the lease is over.
///
/// An upload may go on for longer than the lease: a file that nothing refers to yet is in nobody's way.
package struct GuardedClient: OpenAIClient {
    private let client: any OpenAIClient
    private let session: @Sendable () async -> (any LockedRun)?

    /// - Parameter session: the run's; nil before it began, when nothing may be written.
    package init(_ client: any OpenAIClient, session: @escaping @Sendable () async -> (any LockedRun)?) {
        self.client = client
        self.session = session
    }

    package var observed: ObservedAccount { client.observed }

    package func send(_ request: APIRequest) async throws(APIError) -> APIResponse {
        guard request.changesAccount else { return try await client.send(request) }
        var request = request
        let limit = try await permit(request)
        if case .multipart = request.body { return try await client.send(request) }
        request.timeLimit = min(limit, request.timeLimit ?? limit)
        return try await client.send(request)
    }

    /// - Returns: how long the request may take.
    private func permit(_ request: APIRequest) async throws(APIError) -> Duration {
        do throws(DeploymentError) {
            guard let session = await session() else {
                throw DeploymentError(.leaseLost, .refused, "no run holds the lock on the registry")
            }
            guard request.method == .delete else { return .seconds(try await session.mayStartWrite(lasting: nil)) }
            try await session.permitDeletions()
            return session.deletionTimeLimit
        } catch {
            throw error.underlying ?? APIError(APIError.Code(rawValue: error.code.rawValue), error.message)
        }
    }
}

extension APIRequest {
    /// Searches and answers of models are sent with POST and change nothing that is deployed.
    fileprivate var changesAccount: Bool {
        method != .get && path.last != "search" && path.first != "responses"
    }
}
