import AsyncHTTPClient
import NIOCore
import NIOSSL
import OpenAIAPI
import Testing

@testable import OpenAIHTTP

@Suite("What a broken connection says of a request")
struct TransportFailureTests {
    private func failure(_ error: any Error) -> TransportFailure {
        TransportFailure(error, timeouts: .init(), idle: .seconds(60))
    }

    @Test(
        "what goes wrong in the handshake comes before the request",
        arguments: [
            NIOSSLError.handshakeFailed(.sslError([])), NIOSSLError.unableToValidateCertificate,
            NIOSSLError.noCertificateToValidate, NIOSSLExtraError.failedToValidateHostname,
            NIOSSLExtraError.invalidSNIHostname, BoringSSLError.invalidSNIName([]),
        ] as [any Error]
    )
    func handshake(error: any Error) {
        #expect(failure(error).code == .tls)
        #expect(!failure(error).mayHaveBeenSent)
    }

    @Test(
        "what goes wrong with TLS later says nothing of what the server got",
        arguments: [
            BoringSSLError.sslError([]), BoringSSLError.syscallError, BoringSSLError.zeroReturn,
            NIOSSLError.uncleanShutdown, NIOSSLError.readInInvalidTLSState, NIOSSLError.writeDuringTLSShutdown,
            NIOSSLError.shutdownFailed(.sslError([])),
        ] as [any Error]
    )
    func later(error: any Error) {
        #expect(failure(error).code == .unreachable)
        #expect(failure(error).mayHaveBeenSent)
    }

    @Test("a connection that breaks in the handshake is tried again, like every broken one")
    func broken() {
        let cut = failure(NIOSSLError.handshakeFailed(.sslError([.eofDuringHandshake])))
        #expect(cut.code == .unreachable && !cut.mayHaveBeenSent)
        let slow = failure(HTTPClientError.tlsHandshakeTimeout)
        #expect(slow.code == .unreachable && !slow.mayHaveBeenSent)
    }
}
