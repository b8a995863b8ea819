import AsyncHTTPClient
import Logging
import NIOCore
import NIOHTTP1
import OpenAIAPI
import Synchronization

/// The client over HTTP: sends requests with the key to one base URL and nowhere else, and repeats what may be repeated.
package final class HTTPOpenAIClient: OpenAIClient {
    private let configuration: ClientConfiguration
    private let environment: ClientEnvironment
    private let connection: Connection
    private let logger: Logger
    private let observer: (any RequestObserver)?
    private let account = Mutex(ObservedAccount())

    /// Opens no connection yet. Call ``shutdown()`` at the end, or use
    /// ``withClient(_:environment:logger:observer:_:)``.
    package init(
        _ configuration: ClientConfiguration,
        environment: ClientEnvironment,
        logger: Logger,
        observer: (any RequestObserver)? = nil
    ) {
        self.configuration = configuration
        self.environment = environment
        self.logger = logger
        self.observer = observer
        connection = Connection(
            configuration: configuration,
            environment: environment,
            client: Self.makeHTTPClient(configuration.timeouts, idle: configuration.timeouts.idle),
            patientClient: Self.makeHTTPClient(configuration.timeouts, idle: configuration.timeouts.uploadIdle)
        )
    }

    /// Runs the body with a client and closes its connections afterwards, whatever happens.
    package static func withClient<Result: Sendable>(
        _ configuration: ClientConfiguration,
        environment: ClientEnvironment,
        logger: Logger,
        observer: (any RequestObserver)? = nil,
        _ body: (HTTPOpenAIClient) async throws -> Result
    ) async throws -> Result {
        let client = HTTPOpenAIClient(configuration, environment: environment, logger: logger, observer: observer)
        let result: Swift.Result<Result, any Error>
        do {
            result = .success(try await body(client))
        } catch {
            result = .failure(error)
        }
        // What the body did counts: connections that do not close take nothing of it back, and end with the process.
        try? await client.shutdown()
        return try result.get()
    }

    /// Closes all connections. No request may be sent afterwards.
    package func shutdown() async throws(APIError) {
        do {
            try await connection.client.shutdown()
            try await connection.patientClient.shutdown()
        } catch {
            throw APIError(.unreachable, "the connections could not be closed (\(error))")
        }
    }

    package var observed: ObservedAccount {
        account.withLock { $0 }
    }

    package func send(_ request: APIRequest) async throws(APIError) -> APIResponse {
        let place = try place(of: request)
        let end = request.timeLimit.map { environment.instant() + $0 }
        var retries = 0
        while true {
            let start = environment.instant()
            do throws(APIError) {
                let response = try await attempt(request, at: place, within: end.map { $0 - start })
                let duration = environment.instant() - start
                report(place, attempt: retries + 1, duration: duration, response: response)
                return response
            } catch {
                let duration = environment.instant() - start
                var failure = error
                failure.attempts = retries + 1
                let wait = configuration.retries.wait(
                    after: failure,
                    repeatability: request.repeatability,
                    retries: retries,
                    chance: environment.chance
                )
                let isPossible = wait.map { wait in end.map { environment.instant() + wait < $0 } ?? true } ?? false
                report(place, attempt: retries + 1, duration: duration, failure: failure, wait: isPossible ? wait : nil)
                guard let wait, isPossible else { throw failure }
                try await pause(wait, failure)
                retries += 1
            }
        }
    }

    private func attempt(
        _ request: APIRequest,
        at place: APIError.Place,
        within limit: Duration?
    ) async throws(APIError) -> APIResponse {
        let answer = try await connection.answer(to: request, place: place, within: limit)
        observe(answer)
        let reading = AnswerReading(
            request: request,
            place: place,
            now: environment.unixTime(),
            key: configuration.key
        )
        return try reading.response(from: answer)
    }

    private func pause(_ wait: Duration, _ failure: APIError) async throws(APIError) {
        do {
            try await environment.sleep(wait)
        } catch {
            var cancelled = failure
            cancelled.code = .cancelled
            cancelled.message = "cancelled while waiting to try again after: \(failure.message)"
            throw cancelled
        }
    }

    private func place(of request: APIRequest) throws(APIError) -> APIError.Place {
        APIError.Place(
            method: request.method.rawValue,
            path: configuration.baseURL.path + (try request.target()),
            server: configuration.baseURL.origin,
            keySource: configuration.keySource,
            organization: configuration.organization,
            project: configuration.project
        )
    }

    private func observe(_ answer: RawAnswer) {
        let organization = answer.headers.first(name: "openai-organization")
        account.withLock { account in
            if let organization, !account.organizations.contains(organization) {
                account.organizations.append(organization)
            }
            account.serverTime = answer.serverTime ?? account.serverTime
            account.lastRequestID = answer.requestID ?? account.lastRequestID
        }
    }

    private func report(
        _ place: APIError.Place,
        attempt: Int,
        duration: Duration,
        response: APIResponse? = nil,
        failure: APIError? = nil,
        wait: Duration? = nil
    ) {
        let record = RequestRecord(
            method: place.method,
            path: place.path,
            attempt: attempt,
            status: response?.status ?? failure?.answer?.status,
            duration: duration,
            requestID: response?.requestID ?? failure?.answer?.requestID,
            failure: failure?.code.rawValue,
            retryAfter: wait
        )
        logger.debug("request ended", metadata: record.metadata)
        observer?.requestEnded(record)
    }

    private static func makeHTTPClient(_ timeouts: ClientConfiguration.Timeouts, idle: Duration) -> HTTPClient {
        var configuration = HTTPClient.Configuration()
        configuration.redirectConfiguration = .disallow
        configuration.timeout = .init(
            connect: TimeAmount(timeouts.connect),
            read: TimeAmount(idle),
            write: TimeAmount(idle)
        )
        // Failed connections are repeated by our own policy, which tells the user.
        configuration.connectionPool.retryConnectionEstablishment = false
        // Common servers close idle connections after 5 s. A creation sent into a closing one could not be repeated.
        configuration.connectionPool.idleTimeout = .seconds(3)
        configuration.connectionPool.concurrentHTTP1ConnectionsPerHostSoftLimit = 32
        return HTTPClient(eventLoopGroupProvider: .singleton, configuration: configuration)
    }
}

extension RequestRecord {
    /// For the log.
    fileprivate var metadata: Logger.Metadata {
        var metadata: Logger.Metadata = [
            "method": "\(method)", "path": "\(path)", "attempt": "\(attempt)", "duration": "\(duration)",
        ]
        if let status { metadata["status"] = "\(status)" }
        if let requestID { metadata["request_id"] = "\(requestID)" }
        if let failure { metadata["failure"] = "\(failure)" }
        if let retryAfter { metadata["retry_after"] = "\(retryAfter)" }
        return metadata
    }
}
