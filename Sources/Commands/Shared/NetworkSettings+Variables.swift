import Foundation
import ManifestLoading
import OpenAIAPI
import OpenAIHTTP

extension NetworkSettings {
    /// The way to a server and the roots for it, as the environment variables and `ca_file` say.
    ///
    /// - Parameter certificateFile: the absolute path of `ca_file`.
    /// - Throws: ``APIError`` for a proxy and for certificates that cannot be used, naming the variable.
    init(to url: BaseURL, certificateFile: String?, variables: [String: String]) throws(APIError) {
        let route = try NetworkRoute(to: url, variables: variables)
        guard url.scheme == "https" else {
            self.init(route: route, trust: nil)
            return
        }
        let sources = CertificateSources(certificateFile: certificateFile, variables: variables)
        self.init(route: route, trust: try TrustRoots(adding: try sources.additions()))
    }
}

/// Where certificates come from that are trusted beside the machine's own. `SSL_CERT_FILE` and `SSL_CERT_DIR` name them
/// for whatever is built on OpenSSL.
struct CertificateSources {
    private var files: [(source: String, path: String)] = []
    private var folders: [(source: String, path: String)] = []

    init(certificateFile: String?, variables: [String: String]) {
        if let certificateFile { files.append(("ca_file", certificateFile)) }
        if let path = variables["SSL_CERT_FILE"], !path.isEmpty { files.append(("SSL_CERT_FILE", path)) }
        let paths = (variables["SSL_CERT_DIR"] ?? "").split(separator: ":").map(String.init)
        folders = paths.map { ("SSL_CERT_DIR", $0) }
    }

    /// - Throws: ``APIError`` with ``APIError/Code/configuration`` for a file that is not there or holds no certificates.
    func additions() throws(APIError) -> [TrustRoots.Addition] {
        var additions: [TrustRoots.Addition] = []
        for (source, path) in files {
            guard let bytes = Self.bytes(path) else {
                throw APIError(
                    .configuration,
                    "\(source) names \(path), which is no file that can be read. Nothing was sent."
                )
            }
            if let problem = CertificateFile.problem(in: bytes) {
                throw APIError(
                    .configuration,
                    "\(source) names \(path), which \(problem.reason): \(problem.advice). Nothing was sent."
                )
            }
            additions.append(TrustRoots.Addition(source: source, pem: bytes))
        }
        for (source, path) in folders {
            let pem = Self.certificates(inFolder: path)
            if !pem.isEmpty { additions.append(TrustRoots.Addition(source: source, pem: pem)) }
        }
        return additions
    }

    /// Folders of `SSL_CERT_DIR` without a certificate, which OpenSSL passes over too.
    var emptyFolders: [String] { folders.map(\.path).filter { Self.certificates(inFolder: $0).isEmpty } }

    /// Each certificate once: beside a file there is often a link to it under the name that OpenSSL looks for.
    private static func certificates(inFolder folder: String) -> [UInt8] {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
        var seen: Set<[UInt8]> = []
        return names.sorted().flatMap { name -> [UInt8] in
            guard let bytes = bytes("\(folder)/\(name)"), CertificateFile.problem(in: bytes) == nil,
                seen.insert(bytes).inserted
            else { return [] }
            return bytes + [0x0A]
        }
    }

    /// Nil for what is no file, or too large for certificates.
    private static func bytes(_ path: String) -> [UInt8]? {
        let path = URL(fileURLWithPath: path).resolvingSymlinksInPath().path
        guard let attributes = try? FileManager.default.attributesOfItem(atPath: path),
            attributes[.type] as? FileAttributeType == .typeRegular,
            let size = attributes[.size] as? Int, size <= CertificateFile.maximumBytes
        else { return nil }
        return FileManager.default.contents(atPath: path).map { Array($0) }
    }
}
