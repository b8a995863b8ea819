import AsyncHTTPClient
import NIOCore
import NIOPosix
import NIOSSL
import OpenAIAPI

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// What a connection's error means to the user and to repeating the request.
struct TransportFailure {
    var code: APIError.Code
    var message: String
    /// Whether a connection stood, so that the server may have got the request.
    var mayHaveBeenSent: Bool

    init(_ error: any Error, timeouts: ClientConfiguration.Timeouts, idle: Duration) {
        switch error {
        case is CancellationError:
            self.init(.cancelled, "cancelled", sent: true)
        case let error as NIOConnectionError:
            self.init(connection: error)
        case is NIOSSLError, is NIOSSLExtraError, is BoringSSLError:
            self.init(.tls, "no trusted TLS connection (\(Self.reason(ofTLS: error)))", sent: false)
        case let error as HTTPClientError:
            self.init(client: error, timeouts: timeouts, idle: idle)
        case let error as IOError where error.errnoCode == ECONNREFUSED:
            // Only connecting can be refused; other errors of the system may also meet a request under way.
            self.init(.unreachable, "no connection (\(Self.reason(of: error)))", sent: false)
        case let error as IOError:
            self.init(.unreachable, "the connection broke (\(Self.reason(of: error)))", sent: true)
        default:
            self.init(.unreachable, "the connection failed (\(AnswerText.shortened("\(error)", to: 300)))", sent: true)
        }
    }

    private init(client error: HTTPClientError, timeouts: ClientConfiguration.Timeouts, idle: Duration) {
        switch error {
        case .cancelled:
            self.init(.cancelled, "cancelled", sent: true)
        case .connectTimeout, .getConnectionFromPoolTimeout:
            self.init(.unreachable, "no connection within \(timeouts.connect)", sent: false)
        case .tlsHandshakeTimeout:
            self.init(.tls, "the TLS handshake did not end within \(timeouts.connect)", sent: false)
        case .readTimeout, .writeTimeout, .deadlineExceeded:
            self.init(.timeout, "nothing came for \(idle)", sent: true)
        case .remoteConnectionClosed:
            self.init(.unreachable, "the server closed the connection without an answer", sent: true)
        default:
            self.init(.unreachable, "the connection failed (\(error.shortDescription))", sent: true)
        }
    }

    private init(_ code: APIError.Code, _ message: String, sent: Bool) {
        self.code = code
        self.message = message
        mayHaveBeenSent = sent
    }

    private init(connection error: NIOConnectionError) {
        if let first = error.connectionErrors.first {
            self.init(.unreachable, "no connection (\(Self.reason(of: first.error)))", sent: false)
        } else {
            self.init(.nameResolution, "the host name \(error.host) cannot be resolved", sent: false)
        }
    }

    /// The two usual reasons in words; every other in the library's.
    private static func reason(ofTLS error: any Error) -> String {
        let text = "\(error)"
        if text.contains("WRONG_VERSION_NUMBER") || text.contains("HTTP_REQUEST") {
            return "the server does not speak TLS on this port"
        }
        if text.contains("CERTIFICATE_VERIFY_FAILED") { return "the server's certificate is not trusted" }
        if error is NIOSSLExtraError { return "the server's certificate is for another host" }
        return AnswerText.shortened(text, to: 300)
    }

    /// The system's words for an error, without the names of the calls that met it.
    private static func reason(of error: any Error) -> String {
        switch error {
        case let error as IOError: String(cString: strerror(error.errnoCode))
        case ChannelError.connectTimeout(let time): "no answer within \(time.nanoseconds / 1_000_000_000) s"
        default: AnswerText.shortened("\(error)", to: 200)
        }
    }
}
