import AsyncHTTPClient
import Logging
import NIOCore
import NIOHTTP1
import NIOHTTPCompression
import OpenAIAPI
import Synchronization

/// The client over HTTP: sends requests with the key to one base URL and nowhere else, and repeats what may be repeated.
package final class HTTPOpenAIClient: OpenAIClient {
    private let configuration: ClientConfiguration
    private let environment: ClientEnvironment
    private let connection: Connection
    private let logger: Logger
    private let observer: (any RequestObserver)?
    private let pacer: RequestPacer
    private let gate: WireGate
    private let account = Mutex(ObservedAccount())

    /// Opens no connection yet. Call ``shutdown()`` at the end, or use
    /// ``withClient(_:network:environment:logger:observer:_:)``.
    ///
    /// - Parameter network: has to fit the base URL: its route was chosen for it, and https needs its roots.
    package init(
        _ configuration: ClientConfiguration,
        network: NetworkSettings,
        environment: ClientEnvironment,
        logger: Logger,
        observer: (any RequestObserver)? = nil
    ) {
        self.configuration = configuration
        self.environment = environment
        self.logger = logger
        self.observer = observer
        pacer = RequestPacer(environment: environment, longestWait: configuration.retries.longestWait)
        gate = WireGate(width: configuration.concurrency)
        let idle = configuration.timeouts.idle
        connection = Connection(
            configuration: configuration,
            network: network,
            environment: environment,
            client: Self.makeHTTPClient(configuration, network, idle: idle),
            patientClient: Self.makeHTTPClient(configuration, network, idle: configuration.timeouts.uploadIdle),
            urgentClient: Self.makeHTTPClient(configuration, network, idle: idle)
        )
    }

    /// Runs the body with a client and closes its connections afterwards, whatever happens.
    package static func withClient<Result: Sendable>(
        _ configuration: ClientConfiguration,
        network: NetworkSettings,
        environment: ClientEnvironment,
        logger: Logger,
        observer: (any RequestObserver)? = nil,
        _ body: (HTTPOpenAIClient) async throws -> Result
    ) async throws -> Result {
        let client = HTTPOpenAIClient(
            configuration,
            network: network,
            environment: environment,
            logger: logger,
            observer: observer
        )
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
            for client in [connection.client, connection.patientClient, connection.urgentClient] {
                try await client.shutdown()
            }
        } catch {
            throw APIError(.unreachable, "the connections could not be closed (\(error))")
        }
    }

    package var observed: ObservedAccount {
        account.withLock { $0 }
    }

    package func noteCutList(_ path: String) {
        account.withLock { account in
            if !account.cutLists.contains(path) { account.cutLists.append(path) }
        }
    }

    package func send(_ request: APIRequest) async throws(APIError) -> APIResponse {
        let place = try place(of: request)
        var now = environment.instant()
        let end = request.timeLimit.map { now + $0 }
        let lastStart = [request.timeLimit, request.lastStart].compactMap { $0 }.min().map { now + $0 }
        var retries = 0
        var last: (failure: APIError, wait: Duration)?
        var (isDoubtful, hasLostTry) = (false, false)
        while true {
            let (ticket, hasPlace) = try await turn(for: request, at: place, after: last, now: now, until: lastStart)
            let start = environment.instant()
            defer { if hasPlace { gate.leave() } }
            do throws(FailedAttempt) {
                var (response, news) = try await attempt(request, at: place, within: end.map { $0 - start })
                now = environment.instant()
                pacer.ended(ticket, .accepted, news: news, at: now)
                report(place, attempt: retries + 1, duration: now - start, response: response)
                response.followsLostTry = hasLostTry
                return response
            } catch {
                now = environment.instant()
                var failure = error.failure
                failure.attempts = retries + 1
                // What is known of a refusal is not known of the tries before it.
                if isDoubtful { failure.mayHaveBeenCarriedOut = true }
                isDoubtful = failure.mayHaveBeenCarriedOut
                hasLostTry = hasLostTry || failure.code != .rateLimited
                let wait = configuration.retries.wait(
                    after: failure,
                    repeatability: request.repeatability,
                    retries: retries,
                    chance: environment.chance
                )
                pacer.ended(ticket, outcome(of: failure, wait: wait), news: error.news, at: now)
                let isPossible = wait.map { wait in lastStart.map { now + wait < $0 } ?? true } ?? false
                report(
                    place,
                    attempt: retries + 1,
                    duration: now - start,
                    failure: failure,
                    wait: isPossible ? wait : nil
                )
                guard let wait, isPossible else { throw failure }
                last = (failure, wait)
                retries += 1
            }
        }
    }

    /// A failed try, with what the server told of its limits.
    private struct FailedAttempt: Error {
        var failure: APIError
        var news: RateLimitHeaders?
    }

    private func attempt(
        _ request: APIRequest,
        at place: APIError.Place,
        within limit: Duration?
    ) async throws(FailedAttempt) -> (response: APIResponse, news: RateLimitHeaders?) {
        let title = "\(place.method) \(place.path.prefix { $0 != "?" })"
        let activity = RequestActivity(title: title, at: environment.instant())
        observer?.requestBegan(activity)
        defer { activity.end() }
        let answer: RawAnswer
        do throws(APIError) {
            answer = try await self.answer(to: request, at: place, activity, within: limit)
        } catch {
            throw FailedAttempt(failure: error)
        }
        observe(answer)
        let news = RateLimitHeaders(answer.headers)
        let reading = AnswerReading(
            request: request,
            place: place,
            now: environment.unixTime(),
            key: configuration.key,
            proxy: ProxyFailure(connection.network.route, to: configuration.baseURL)
        )
        do throws(APIError) {
            return (try reading.response(from: answer), news)
        } catch {
            throw FailedAttempt(failure: error, news: news)
        }
    }

    /// An upload that nothing happens on for so long is given up when the user wants to stop. What others know of it is
    /// as much as behind a lost answer.
    private static let patienceWithUploads = Duration.seconds(5)

    private func answer(
        to request: APIRequest,
        at place: APIError.Place,
        _ activity: RequestActivity,
        within limit: Duration?
    ) async throws(APIError) -> RawAnswer {
        guard case .multipart = request.body, let end = WaitEnd.current else {
            return try await connection.answer(to: request, place: place, activity: activity, within: limit)
        }
        let (connection, environment) = (connection, environment)
        let result = await withTaskGroup(of: Result<RawAnswer, APIError>?.self) {
            group -> Result<RawAnswer, APIError>? in
            defer { group.cancelAll() }
            group.addTask {
                do throws(APIError) {
                    return .success(
                        try await connection.answer(to: request, place: place, activity: activity, within: limit)
                    )
                } catch {
                    return .failure(error)
                }
            }
            group.addTask {
                await end.arrival()
                while !Task.isCancelled, let silence = activity.silence(at: environment.instant()) {
                    let rest = Self.patienceWithUploads - silence
                    // Cancellation is how the waiting ends.
                    guard rest > .zero, (try? await environment.sleep(rest)) != nil else { break }
                }
                return nil
            }
            if let first = await group.next(), let result = first { return result }
            let isCancelled = Task.isCancelled
            group.cancelAll()
            var result = await group.next() ?? nil
            if !isCancelled, case .failure(var failure)? = result, failure.code == .cancelled {
                failure.message = "interrupted while the server did not answer"
                result = .failure(failure)
            }
            return result
        }
        guard let result else { throw APIError(.cancelled, "cancelled", place: place) }
        return try result.get()
    }

    /// Waits until the request may be sent: for what is due after its last failure, for its turn among the others, and for
    /// a place on the wire, which only requests have that nothing else depends on.
    private func turn(
        for request: APIRequest,
        at place: APIError.Place,
        after last: (failure: APIError, wait: Duration)?,
        now: ContinuousClock.Instant,
        until lastStart: ContinuousClock.Instant?
    ) async throws(APIError) -> (ticket: RequestPace.Ticket, hasPlace: Bool) {
        do {
            let ticket = try await pacer.turn(
                for: request,
                notBefore: now + (last?.wait ?? .zero),
                until: lastStart,
                at: now,
                because: last.map { RequestWait.Reason(after: $0.failure) },
                onWait: { observer?.requestWaits($0) }
            )
            guard let ticket else {
                throw last?.failure
                    ?? APIError(.rateLimited, "the server's rate limit left no time for this request", place: place)
            }
            if request.isUrgent { return (ticket, false) }
            if gate.tryEnter() { return (ticket, true) }
            do {
                let hasPlace = try await gate.enter()
                // The wait for a place must not lead past the last moment: nobody would count on a request after it.
                guard let lastStart, environment.instant() >= lastStart else { return (ticket, hasPlace) }
                if hasPlace { gate.leave() }
                throw last?.failure
                    ?? APIError(.timeout, "other requests left no time for this one", place: place)
            } catch {
                pacer.giveUp(ticket)
                throw error
            }
        } catch let error as APIError {
            throw error
        } catch {
            let before = last.map { "to try again after: \($0.failure.message)" } ?? "for its turn"
            var cancelled = last?.failure ?? APIError(.cancelled, "", place: place)
            cancelled.code = .cancelled
            cancelled.message = "\(error is WaitEnded ? "interrupted" : "cancelled") while waiting \(before)"
            throw cancelled
        }
    }

    private func outcome(of failure: APIError, wait: Duration?) -> RequestPace.Outcome {
        let isOverload = ["server_is_overloaded", "slow_down"].contains(failure.answer?.code ?? "")
        if failure.code == .rateLimited || isOverload {
            let asked = failure.answer?.retryAfter.flatMap { $0 <= configuration.retries.longestWait ? $0 : nil }
            return .refused(pause: wait ?? asked ?? .seconds(1))
        }
        return failure.answer == nil ? .unknown : .accepted
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

    private static func makeHTTPClient(
        _ settings: ClientConfiguration,
        _ network: NetworkSettings,
        idle: Duration
    ) -> HTTPClient {
        var configuration = HTTPClient.Configuration()
        configuration.tlsConfiguration = network.trust?.configuration
        if ForwardingProxy(network.route, scheme: settings.baseURL.scheme) != nil {
            configuration.http1_1ConnectionDebugInitializer = AbsoluteRequests.install
        } else {
            configuration.proxy = network.route.proxy.map(HTTPClient.Configuration.Proxy.init)
        }
        configuration.redirectConfiguration = .disallow
        // Some servers compress what nobody asked them to (docs/openai-api.md, 13.14).
        configuration.decompression = .enabled(limit: .size(settings.maximumAnswerBytes))
        configuration.timeout = .init(
            connect: TimeAmount(settings.timeouts.connect),
            read: TimeAmount(idle),
            write: TimeAmount(idle)
        )
        // Failed connections are repeated by our own policy, which tells the user.
        configuration.connectionPool.retryConnectionEstablishment = false
        // Common servers close idle connections after 5 s. A creation sent into a closing one could not be repeated.
        configuration.connectionPool.idleTimeout = .seconds(3)
        // The gate bounds the requests: no request that passed it may wait for a connection, nor one that needs not.
        configuration.connectionPool.concurrentHTTP1ConnectionsPerHostSoftLimit = 2 * settings.concurrency + 16
        return HTTPClient(eventLoopGroupProvider: .singleton, configuration: configuration)
    }
}

extension HTTPClient.Configuration.Proxy {
    fileprivate init(_ proxy: ProxyServer) {
        switch proxy.kind {
        case .socks5: self = .socksServer(host: proxy.host, port: proxy.port)
        case .http:
            self = .server(
                host: proxy.host,
                port: proxy.port,
                authorization: proxy.credentials.map { .basic(credentials: $0.revealed) }
            )
        }
    }
}

extension RequestWait.Reason {
    fileprivate init(after failure: APIError) {
        self =
            failure.code == .rateLimited
            ? .refused : .failed(code: failure.code.rawValue, status: failure.answer?.status)
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
