import AsyncHTTPClient
import Logging
import NIOCore
import NIOHTTP1
import NIOHTTPCompression
import OpenAIAPI
import OrderedJSON

/// Sends one request once: headers, body, redirects within the origin, and the whole answer. Repeats nothing.
struct Connection: Sendable {
    var configuration: ClientConfiguration
    var network: NetworkSettings
    var environment: ClientEnvironment
    /// For everything that answers soon.
    var client: HTTPClient
    /// For uploads and for requests that think, whose answers take longer.
    var patientClient: HTTPClient
    /// For what must not wait until one of the others' connections is free.
    var urgentClient: HTTPClient

    private static let maximumRedirects = 5

    /// - Parameter limit: when to give up; nil to wait for as long as something comes.
    /// - Throws: ``APIError`` when no complete answer came. Answers that are refusals are returned like any other.
    func answer(
        to request: APIRequest,
        place: APIError.Place,
        activity: RequestActivity,
        within limit: Duration? = nil
    ) async throws(APIError) -> RawAnswer {
        var url = configuration.baseURL.origin + place.path
        let deadline = limit.map { NIODeadline.now() + TimeAmount($0) } ?? .distantFuture
        for _ in 0...Self.maximumRedirects {
            let answer = try await exchange(request, url: url, place: place, activity: activity, deadline: deadline)
            guard (301...303).contains(answer.status) || (307...308).contains(answer.status) else { return answer }
            url = try redirection(of: answer, to: request, from: url, place: place)
        }
        throw APIError(.redirected, "more than \(Self.maximumRedirects) redirects", place: place)
    }

    /// Where a redirect leads, if it may be followed: only reads, and only within the origin, which is the only place
    /// that may get the key.
    private func redirection(
        of answer: RawAnswer,
        to request: APIRequest,
        from url: String,
        place: APIError.Place
    ) throws(APIError) -> String {
        let location = answer.headers.first(name: "location") ?? ""
        let target = RedirectTarget(location, from: url)
        let shown = AnswerText.shortened(configuration.key?.scrub(location) ?? location, to: 200)
        var error = APIError(.redirected, "the server redirects to \(shown.isEmpty ? "nowhere" : shown)", place: place)
        error.answer = APIError.Answer(status: answer.status, requestID: answer.requestID)
        guard request.method == .get, let target, target.origin == configuration.baseURL.effectiveOrigin else {
            throw error
        }
        return target.url
    }

    private func exchange(
        _ request: APIRequest,
        url: String,
        place: APIError.Place,
        activity: RequestActivity,
        deadline: NIODeadline
    ) async throws(APIError) -> RawAnswer {
        var outgoing = HTTPClientRequest(url: url)
        outgoing.method = HTTPMethod(rawValue: request.method.rawValue)
        outgoing.headers = headers(of: request)
        if let forwarding = ForwardingProxy(network.route, scheme: configuration.baseURL.scheme) {
            let address = forwarding.address(of: url)
            outgoing.url = address.url
            outgoing.headers.add(name: "host", value: address.host)
            if let credentials = forwarding.proxy.credentials {
                outgoing.headers.add(name: "proxy-authorization", value: "Basic \(credentials.revealed)")
            }
        }
        var upload: UploadBody?
        switch request.body {
        case .none:
            break
        case .json(let value):
            outgoing.headers.add(name: "content-type", value: "application/json")
            outgoing.body = .bytes(ByteBuffer(bytes: JSONWriter().bytes(from: value)))
        case .multipart(let form):
            let body = UploadBody(form: form, boundary: environment.boundary) { [environment] in
                activity.move(at: environment.instant())
            }
            outgoing.headers.add(name: "content-type", value: "multipart/form-data; boundary=\(body.boundary)")
            outgoing.body = .stream(body, length: .known(form.byteCount(boundary: body.boundary)))
            upload = body
        case .bufferedForm(let form):
            let boundary = environment.boundary
            outgoing.headers.add(name: "content-type", value: "multipart/form-data; boundary=\(boundary)")
            outgoing.body = .bytes(ByteBuffer(bytes: form.bytes(boundary: boundary)))
        }
        var status: Int?
        do {
            let response = try await client(for: request, isUpload: upload != nil).execute(outgoing, deadline: deadline)
            status = Int(response.status.code)
            if request.content == .events, let pieces = pieces(of: response, to: request, place: place) {
                return RawAnswer(
                    status: Int(response.status.code),
                    headers: response.headers,
                    body: [],
                    pieces: pieces
                )
            }
            let bytes = try await bytes(of: response.body)
            if response.status.code >= 300 { upload?.takeBackProgress() }
            return RawAnswer(status: Int(response.status.code), headers: response.headers, body: bytes)
        } catch {
            upload?.takeBackProgress()
            if let failure = unpackingFailure(error, of: request, status: status, place: place) {
                throw failure
            }
            var failure = failure(of: request, error, status: status, upload: upload?.progress, place: place)
            if error as? HTTPClientError == .invalidProxyResponse { await tellRefusal(&failure) }
            throw failure
        }
    }

    /// How the proxy refused, in its words.
    private func tellRefusal(_ failure: inout APIError) async {
        guard let proxy = ProxyFailure(network.route, to: configuration.baseURL) else { return }
        let answer = await ProxyAnswer.refusal(
            of: proxy.proxy,
            target: proxy.target,
            within: configuration.timeouts.connect
        )
        let refusal = proxy.refusal(answer)
        (failure.code, failure.message) = (refusal.code, refusal.message)
    }

    /// All of an answer. One that comes byte by byte is never silent, and would never end.
    private func bytes(of body: HTTPClientResponse.Body) async throws -> [UInt8] {
        let start = environment.instant()
        var bytes: [UInt8] = []
        for try await piece in body {
            bytes.append(contentsOf: piece.readableBytesView)
            guard bytes.count <= configuration.maximumAnswerBytes else {
                throw NIOTooManyBytesError(maxBytes: configuration.maximumAnswerBytes)
            }
            guard environment.instant() - start < configuration.timeouts.answer else { throw DrippingAnswer() }
        }
        return bytes
    }

    private struct DrippingAnswer: Error {}

    /// What stopped the unpacking of a compressed answer; nil for an error of the connection.
    private func unpackingFailure(
        _ error: any Error,
        of request: APIRequest,
        status: Int?,
        place: APIError.Place
    ) -> APIError? {
        guard error is NIOHTTPDecompression.DecompressionError || error is NIOHTTPDecompression.ExtraDecompressionError
        else { return nil }
        var failure = APIError(
            .decoding,
            "the answer is compressed and cannot be unpacked to at most \(configuration.maximumAnswerBytes) bytes "
                + "(\(AnswerText.shortened("\(error)", to: 200)))",
            place: place
        )
        failure.answer = status.map { APIError.Answer(status: $0) }
        failure.mayHaveBeenCarriedOut = request.repeatability.leavesDoubt
        return failure
    }

    private func client(for request: APIRequest, isUpload: Bool) -> HTTPClient {
        if isUpload || request.answersSlowly { return patientClient }
        return request.isUrgent ? urgentClient : client
    }

    /// The body of a stream of events; nil for every other answer.
    private func pieces(
        of response: HTTPClientResponse,
        to request: APIRequest,
        place: APIError.Place
    ) -> AnswerPieces? {
        let type = response.headers.first(name: "content-type")?.lowercased() ?? ""
        guard response.status == .ok, type.hasPrefix("text/event-stream") else { return nil }
        let status = Int(response.status.code)
        return AnswerPieces(body: response.body) { error in
            failure(of: request, error, status: status, upload: nil, place: place)
        }
    }

    /// What a broken exchange means. A form that never ended was never acted on.
    private func failure(
        of request: APIRequest,
        _ error: any Error,
        status: Int?,
        upload: UploadBody.Progress?,
        place: APIError.Place
    ) -> APIError {
        if var failure = upload?.failure {
            failure.place = place
            return failure
        }
        var failure: APIError
        var mayHaveBeenSent = true
        if error is NIOTooManyBytesError {
            failure = APIError(
                .decoding,
                "the answer is larger than \(configuration.maximumAnswerBytes) bytes",
                place: place
            )
        } else if error is DrippingAnswer {
            failure = APIError(
                .timeout,
                "the answer was not complete \(configuration.timeouts.answer) after it began",
                place: place
            )
        } else {
            let timeouts = configuration.timeouts
            let usual = upload == nil && !request.answersSlowly ? timeouts.idle : timeouts.uploadIdle
            let idle = request.timeLimit.map { min($0, usual) } ?? usual
            let proxy = ProxyFailure(network.route, to: configuration.baseURL)
            let transport = TransportFailure(error, timeouts: timeouts, idle: idle, proxy: proxy)
            mayHaveBeenSent = transport.mayHaveBeenSent
            failure = APIError(transport.code, transport.message, place: place)
            if status != nil, transport.code == .unreachable {
                failure.code = .truncatedAnswer
                failure.message = "the answer broke off"
            }
        }
        if status == nil, let upload, !upload.isComplete { mayHaveBeenSent = false }
        failure.answer = status.map { APIError.Answer(status: $0) }
        failure.mayHaveBeenCarriedOut = mayHaveBeenSent && request.repeatability.leavesDoubt
        return failure
    }

    private func headers(of request: APIRequest) -> HTTPHeaders {
        let accepted =
            switch request.content {
            case .json: "application/json"
            case .bytes(let mediaType): mediaType
            case .events: "text/event-stream"
            }
        // What comes compressed all the same is unpacked (docs/openai-api.md, 13.14).
        var headers: HTTPHeaders = [
            "accept": accepted, "accept-encoding": "identity", "user-agent": configuration.userAgent,
        ]
        if let key = configuration.key { headers.add(name: "authorization", value: "Bearer \(key.revealed)") }
        if let organization = configuration.organization {
            headers.add(name: "openai-organization", value: organization)
        }
        if let project = configuration.project { headers.add(name: "openai-project", value: project) }
        if let beta = request.beta { headers.add(name: "openai-beta", value: beta) }
        return headers
    }
}
