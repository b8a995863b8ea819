import OpenAIAPI
import ReleaseProtocol

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

    package func noteCutList(_ path: String) { client.noteCutList(path) }

    package func send(_ request: APIRequest) async throws(APIError) -> APIResponse {
        guard request.changesAccount else { return try await client.send(request) }
        var request = request
        let permit = try await permit(for: request)
        if case .multipart = request.body { return try await client.send(request) }
        request.timeLimit = min(permit.timeLimit, request.timeLimit ?? permit.timeLimit)
        request.lastStart = permit.lastStart
        return try await client.send(request)
    }

    private func permit(for request: APIRequest) async throws(APIError) -> WritePermit {
        do throws(DeploymentError) {
            guard let session = await session() else {
                throw DeploymentError(.leaseLost, .refused, "no run holds the lock on the registry")
            }
            return request.method == .delete ? try await session.permitDeletion() : try await session.permitWrite()
        } catch {
            throw error.underlying ?? APIError(APIError.Code(rawValue: error.code.rawValue), error.message)
        }
    }
}

/// What a write to the account may take of the time for which the lock is held. Counted from the permission on.
package struct WritePermit: Sendable, Hashable {
    /// After that no try begins: one that began would have less than a request's time-out left of the lease.
    package var lastStart: Duration
    /// After that every try is given up.
    package var timeLimit: Duration

    /// - Parameters:
    ///   - seconds: for which the lock is held from now on, for certain.
    ///   - limit: for all tries together; nil for as long as the lock is held.
    init(holding seconds: Int, _ timing: RegistryTiming, limit: Duration? = nil) {
        let held = Duration.seconds(seconds)
        lastStart = max(.zero, held - .seconds(timing.requestTimeout))
        timeLimit = min(held, limit ?? held)
    }
}

extension APIRequest {
    /// Searches and answers of models are sent with POST and change nothing that is deployed.
    fileprivate var changesAccount: Bool {
        method != .get && path.last != "search" && path.first != "responses"
    }
}
