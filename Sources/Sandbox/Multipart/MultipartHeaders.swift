/// What the headers of a part say.
struct MultipartHeaders: Equatable {
    var name: String?
    var filename: String?
    var contentType: String?

    init(_ text: String) {
        for line in text.split(separator: "\r\n") {
            guard let colon = line.firstIndex(of: ":") else { continue }
            let value = line[line.index(after: colon)...].trimmingPrefix { $0 == " " || $0 == "\t" }
            switch line[..<colon].lowercased() {
            case "content-disposition":
                let parameters = HeaderParameters(String(value))
                name = parameters["name"]
                filename = parameters["filename"]
            case "content-type": contentType = String(value)
            default: continue
            }
        }
    }
}

/// A header value with parameters, such as `form-data; name="file"; filename="a.md"`.
struct HeaderParameters {
    let value: String
    private let parameters: [(name: String, value: String)]

    init(_ text: String) {
        var pieces = Self.pieces(text)
        value = pieces.isEmpty ? "" : pieces.removeFirst()
        parameters = pieces.compactMap { piece in
            guard let equals = piece.firstIndex(of: "=") else { return nil }
            return (piece[..<equals].lowercased(), Self.unquoted(piece[piece.index(after: equals)...]))
        }
    }

    subscript(name: String) -> String? {
        parameters.first { $0.name == name }?.value
    }

    /// Splits at semicolons that stand outside quotes.
    private static func pieces(_ text: String) -> [String] {
        var pieces: [String] = []
        var current = ""
        var isQuoted = false
        var isEscaped = false
        for character in text {
            if character == ";" && !isQuoted {
                pieces.append(current)
                current = ""
                continue
            }
            if character == "\"" && !isEscaped { isQuoted.toggle() }
            isEscaped = character == "\\" && !isEscaped
            current.append(character)
        }
        pieces.append(current)
        return pieces.map { piece in
            var piece = Substring(piece)
            while piece.first?.isWhitespace == true { piece.removeFirst() }
            while piece.last?.isWhitespace == true { piece.removeLast() }
            return String(piece)
        }
    }

    /// Browsers and SDKs write a quote inside a file name as `%22`, others with a backslash.
    private static func unquoted(_ text: Substring) -> String {
        guard text.count >= 2, text.hasPrefix("\""), text.hasSuffix("\"") else { return String(text) }
        var result = ""
        var isEscaped = false
        for character in text.dropFirst().dropLast() {
            if character == "\\" && !isEscaped {
                isEscaped = true
                continue
            }
            if isEscaped && character != "\"" && character != "\\" { result.append("\\") }
            isEscaped = false
            result.append(character)
        }
        return result.replacing("%22", with: "\"").replacing("%0D", with: "\r").replacing("%0A", with: "\n")
    }
}
