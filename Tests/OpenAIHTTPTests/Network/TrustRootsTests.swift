import Foundation
import OpenAIAPI
import Testing

@testable import OpenAIHTTP

@Suite("Certificates that servers are believed by")
struct TrustRootsTests {
    @Test("a machine without any says what to install")
    func none() {
        let error = #expect(throws: APIError.self) { try TrustRoots(adding: [], to: nil) }
        #expect(
            error?.description
                == "no trust store: install ca-certificates, or set SSL_CERT_FILE to a file of trusted certificates"
        )
    }

    @Test("the first place with something in it is the machine's store")
    func places() throws {
        let folder = FileManager.default.temporaryDirectory.path + "/roots-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: folder + "/empty", withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        try Data().write(to: URL(fileURLWithPath: folder + "/nothing.pem"))
        let paths = ["\(folder)/missing.pem", "\(folder)/nothing.pem", "\(folder)/empty"]
        #expect(TrustRoots.systemPath(among: paths) == nil)
        try Data("x".utf8).write(to: URL(fileURLWithPath: folder + "/all.pem"))
        #expect(TrustRoots.systemPath(among: paths + ["\(folder)/all.pem"]) == "\(folder)/all.pem")
    }

    @Test("what holds no certificate is named")
    func unreadable() {
        let pem = "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"
        for text in ["", "hello", pem] {
            let addition = TrustRoots.Addition(source: "SSL_CERT_FILE", pem: Array(text.utf8))
            let error = #expect(throws: APIError.self) { try TrustRoots(adding: [addition], to: nil) }
            #expect(error?.code == .configuration)
            #expect(error?.message.hasPrefix("SSL_CERT_FILE holds no certificate") == true)
        }
    }
}
