import AsyncHTTPClient
import NIOCore
import NIOPosix
import NIOSOCKS
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

    /// - Parameter proxy: that connections are made through; nil for direct ones.
    init(_ error: any Error, timeouts: ClientConfiguration.Timeouts, idle: Duration, proxy: ProxyFailure? = nil) {
        if let proxy, let failure = Self.failure(of: proxy, error, timeouts: timeouts) {
            self.init(failure.code, failure.message, sent: false)
            return
        }
        switch error {
        case is CancellationError:
            self.init(.cancelled, "cancelled", sent: true)
        case let error as NIOConnectionError:
            self.init(connection: error)
        case is NIOSSLError, is NIOSSLExtraError, is BoringSSLError:
            self.init(tls: error)
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
            self.init(.unreachable, "the TLS handshake did not end within \(timeouts.connect)", sent: false)
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

    /// What goes wrong before the handshake is over goes wrong in front of the first byte of a request. Every other error
    /// of TLS meets a connection that stood, and says nothing of what the server got.
    private init(tls error: any Error) {
        switch error {
        case NIOSSLError.handshakeFailed(.sslError(let stack)) where stack.contains(.eofDuringHandshake):
            self.init(.unreachable, "the connection broke while TLS began", sent: false)
        case NIOSSLError.handshakeFailed, NIOSSLError.noCertificateToValidate, NIOSSLError.unableToValidateCertificate,
            NIOSSLError.failedToLoadCertificate, NIOSSLError.noSuchFilesystemObject, NIOSSLError.cannotFindPeerIP,
            NIOSSLError.cannotMatchULabel, BoringSSLError.invalidSNIName, BoringSSLError.failedToSetALPN:
            self.init(.tls, "no trusted TLS connection (\(Self.reason(ofTLS: error)))", sent: false)
        case let error as NIOSSLExtraError where Self.ofNames.contains(error):
            self.init(.tls, "no trusted TLS connection (\(Self.reason(ofTLS: error)))", sent: false)
        default:
            self.init(.unreachable, "the encrypted connection broke (\(Self.reason(ofTLS: error)))", sent: true)
        }
    }

    /// Found while the certificate's names are looked at, or before.
    private static let ofNames: [NIOSSLExtraError] = [
        .failedToValidateHostname, .serverHostnameImpossibleToMatch, .cannotUseIPAddressInSNI, .invalidSNIHostname,
    ]

    /// What keeps connections from being made through a proxy; nil for an error of a connection that stands.
    private static func failure(
        of proxy: ProxyFailure,
        _ error: any Error,
        timeouts: ClientConfiguration.Timeouts
    ) -> APIError? {
        switch error {
        case let error as NIOConnectionError:
            let reason = error.connectionErrors.first.map { "no connection (\(self.reason(of: $0.error)))" }
            return proxy.unreachable(reason ?? "its host name cannot be resolved")
        case let error as IOError where error.errnoCode == ECONNREFUSED:
            return proxy.unreachable("no connection (\(reason(of: error)))")
        case let error as HTTPClientError:
            switch error {
            case .proxyAuthenticationRequired: return proxy.needsUser
            case .invalidProxyResponse: return proxy.refusal(nil)
            case .connectTimeout, .httpProxyHandshakeTimeout, .socksHandshakeTimeout, .getConnectionFromPoolTimeout:
                return proxy.unreachable("no connection within \(timeouts.connect)")
            default: return nil
            }
        case is SOCKSError.ConnectionFailed, is SOCKSError.NoValidAuthenticationMethod,
            is SOCKSError.InvalidAuthenticationSelection, is SOCKSError.InvalidProtocolVersion:
            return proxy.unreachable("it makes no connection to \(proxy.target) (\(error))")
        default: return nil
        }
    }

    /// The two usual reasons in words; every other in the library's.
    private static func reason(ofTLS error: any Error) -> String {
        let text = "\(error)"
        if text.contains("WRONG_VERSION_NUMBER") || text.contains("HTTP_REQUEST") {
            return "the server does not speak TLS on this port"
        }
        if text.contains("CERTIFICATE_VERIFY_FAILED") {
            return
                "the server's certificate is not trusted: where an authority of your own signed it, name the file with "
                + "that authority's certificate in `ca_file` of the environment, or in SSL_CERT_FILE"
        }
        if error as? NIOSSLExtraError == .failedToValidateHostname {
            return "the server's certificate is for another host"
        }
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
