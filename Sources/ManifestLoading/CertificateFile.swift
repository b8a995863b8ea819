/// A file of certificates that servers are believed by: PEM, one or more.
package enum CertificateFile {
    /// Larger ones hold something else.
    package static let maximumBytes = 4 << 20

    /// The absolute path that `ca_file` names; nil, with the problem reported, where no certificates lie there.
    static func path(_ field: Field, context: LoadContext) -> String? {
        guard let text = field.string(), let path = context.path(named: text, at: field.location, root: "/") else {
            return nil
        }
        do throws(ProjectFileError) {
            let bytes = try context.reader.contents(of: path, limit: maximumBytes, root: "/")
            guard let problem = problem(in: bytes) else { return path }
            context.problems.error(
                "not-a-certificate",
                "\(context.reader.shownPath(of: path)) \(problem.reason)",
                at: field.location,
                hint: problem.advice
            )
        } catch {
            context.report(error, path: path, root: "/", limit: maximumBytes, at: field.location)
        }
        return nil
    }

    /// Why bytes are no certificates that can be used, to follow the file's name in a sentence; nil where nothing is
    /// wrong as far as the form tells.
    package static func problem(in bytes: [UInt8]) -> (reason: String, advice: String)? {
        let text = String(decoding: bytes, as: UTF8.self)
        if text.contains(/-----BEGIN [A-Z0-9 ]*PRIVATE KEY-----/) {
            return (
                "holds a private key, and what is wanted is the certificate of an authority",
                "take the key out; the file needs the part from BEGIN CERTIFICATE to END CERTIFICATE only"
            )
        }
        if bytes.starts(with: [0x30, 0x82]) {
            return ("is not PEM but DER", "convert it: openssl x509 -inform der -in FILE -out FILE.pem")
        }
        let blocks = text.matches(of: /-----BEGIN (TRUSTED |X509 )?CERTIFICATE-----([^-]*)-----END/)
        let isBroken = blocks.contains { block in
            let digits = block.output.2.filter { !$0.isWhitespace }
            return digits.isEmpty
                || !digits.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || "+/=".contains($0)) }
        }
        guard blocks.isEmpty || isBroken else { return nil }
        return (
            "is not a certificate in PEM",
            "it begins with -----BEGIN CERTIFICATE----- where `openssl x509 -in FILE -noout -subject` can read it"
        )
    }
}
