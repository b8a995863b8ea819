extension APIRequest {
    /// The path and query below the base URL, percent-encoded: everything but unreserved characters.
    ///
    /// - Throws: ``APIError`` with ``APIError/Code/invalidRequest`` for a segment that would change the path: an empty
    ///   one turns the deletion of an item into one on its collection (docs/openai-api.md, 2.7).
    package func target() throws(APIError) -> String {
        var text = ""
        for segment in path {
            guard !segment.isEmpty, segment != ".", segment != ".." else {
                let path = path.joined(separator: "/")
                throw APIError(.invalidRequest, "\(method.rawValue) \(path): an id is \(segment.debugDescription)")
            }
            text += "/" + Self.encoded(segment)
        }
        if !query.isEmpty {
            text += "?"
            text += query.map { "\(Self.encoded($0.name))=\(Self.encoded($0.value))" }.joined(separator: "&")
        }
        return text
    }

    private static func encoded(_ text: String) -> String {
        var encoded = ""
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "a")...UInt8(ascii: "z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"),
                UInt8(ascii: "~"):
                encoded.unicodeScalars.append(Unicode.Scalar(byte))
            default:
                let digits = String(byte, radix: 16, uppercase: true)
                encoded += "%" + (digits.count == 1 ? "0" : "") + digits
            }
        }
        return encoded
    }
}
