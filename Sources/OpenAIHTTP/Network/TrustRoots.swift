import Foundation
import NIOSSL
import OpenAIAPI

/// The certificates that servers are believed by: those of this machine, and what was added to them.
package struct TrustRoots: Sendable {
    /// Certificates in addition to the machine's, as PEM.
    package struct Addition: Sendable, Hashable {
        /// Where they come from, for messages: `SSL_CERT_FILE`.
        package var source: String
        package var pem: [UInt8]

        package init(source: String, pem: [UInt8]) {
            self.source = source
            self.pem = pem
        }
    }

    /// The file or folder with the machine's own; nil where there is none.
    package let system: String?
    /// How many different ones came from where, in the order in which they were added.
    package let added: [(source: String, count: Int)]
    private let certificates: [NIOSSLCertificate]

    /// - Parameters:
    ///   - added: on top of the machine's own.
    ///   - system: ``systemPath(among:)``.
    /// - Throws: ``APIError`` with ``APIError/Code/configuration`` for an addition without a certificate that can be
    ///   read, and where there would be none at all.
    package init(adding added: [Addition], to system: String? = Self.systemPath()) throws(APIError) {
        var (counts, certificates): ([(source: String, count: Int)], [NIOSSLCertificate]) = ([], [])
        var known: Set<NIOSSLCertificate> = []
        for addition in added {
            guard let found = try? NIOSSLCertificate.fromPEMBytes(addition.pem), !found.isEmpty else {
                throw APIError(
                    .configuration,
                    "\(addition.source) holds no certificate that can be read: it has to be PEM, as "
                        + "`openssl x509 -in FILE -noout -subject` reads it. Nothing was sent."
                )
            }
            // Folders hold certificates alone and all of them in one file, and often the same as other sources.
            counts.append((addition.source, Set(found).count))
            certificates += found.filter { known.insert($0).inserted }
        }
        guard system != nil || !certificates.isEmpty else {
            throw APIError(
                .configuration,
                "no trust store: install ca-certificates, or set SSL_CERT_FILE to a file of trusted certificates"
            )
        }
        self.system = system
        self.added = counts
        self.certificates = certificates
    }

    /// For connections to servers.
    var configuration: TLSConfiguration {
        var configuration = TLSConfiguration.makeClientConfiguration()
        configuration.trustRoots = .certificates([])
        #if canImport(Darwin)
            configuration.trustRoots = .default
        #else
            // The library reads file and folder where it knows both.
            if let system { configuration.trustRoots = Self.standard.contains(system) ? .default : .file(system) }
        #endif
        if !certificates.isEmpty { configuration.additionalTrustRoots = [.certificates(certificates)] }
        return configuration
    }

    private static let standard: Set = ["/etc/ssl/certs/ca-certificates.crt", "/etc/ssl/certs"]

    /// Where distributions keep their certificates: Debian, Fedora, openSUSE, Alpine; a folder last.
    package static let systemPaths = [
        "/etc/ssl/certs/ca-certificates.crt", "/etc/pki/ca-trust/extracted/pem/tls-ca-bundle.pem",
        "/etc/pki/tls/certs/ca-bundle.crt", "/etc/ssl/ca-bundle.pem", "/etc/ssl/cert.pem", "/etc/ssl/certs",
    ]

    /// The first of the paths that holds something; nil for a machine without certificates.
    package static func systemPath(among paths: [String] = systemPaths) -> String? {
        #if canImport(Darwin)
            return "the keychain"
        #else
            return paths.first { path in
                var isFolder: ObjCBool = false
                guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) else { return false }
                if isFolder.boolValue {
                    return (try? FileManager.default.contentsOfDirectory(atPath: path))?.isEmpty == false
                }
                return ((try? FileManager.default.attributesOfItem(atPath: path))?[.size] as? Int).map { $0 > 0 }
                    ?? true
            }
        #endif
    }
}
