import OpenAIAPI

extension APIError.Code {
    /// Not sent: the lock on the registry is lost or runs out too soon.
    static let leaseLost = APIError.Code(rawValue: "lease_lost")
}

/// The account as a run under the lock of a registry may write to it: every write starts only while the lock is
/// certain, every deletion only after the registry was looked at again (design section 6, steps 2 and 3).
struct LeasedClient: OpenAIClient {
    let base: any OpenAIClient
    let lease: RegistryLease

    var observed: ObservedAccount { base.observed }

    func send(_ request: APIRequest) async throws(APIError) -> APIResponse {
        guard request.method != .get else { return try await base.send(request) }
        var request = request
        do throws(DeploymentError) {
            let session = try await lease.session()
            if request.method == .delete { try await session.permitDeletions() }
            let seconds = try await session.mayStartWrite()
            let limit = Duration.seconds(seconds)
            request.timeLimit = request.timeLimit.map { min($0, limit) } ?? limit
        } catch {
            throw APIError(.leaseLost, error.message)
        }
        return try await base.send(request)
    }
}

/// The session of the run that is under way, where there is one.
actor RegistryLease {
    private var current: RegistrySession?

    func begin(_ session: RegistrySession) { current = session }

    func end() { current = nil }

    /// - Throws: outside of a run: nothing is written without the lock.
    func session() throws(DeploymentError) -> RegistrySession {
        guard let current else {
            throw DeploymentError(.leaseLost, .partway, "the lock on the registry is not held: nothing is written")
        }
        return current
    }
}
