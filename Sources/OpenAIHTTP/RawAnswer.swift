import NIOHTTP1
import OpenAIAPI

/// An answer as it came: nothing understood yet.
struct RawAnswer: Sendable {
    var status: Int
    var headers: HTTPHeaders
    var body: [UInt8]
    /// Instead of a body: a stream of events that is still coming.
    var pieces: AnswerPieces?

    var requestID: String? { headers.first(name: "x-request-id") }

    /// The server's clock, in Unix seconds.
    var serverTime: Int64? { headers.first(name: "date").flatMap(HTTPDate.unixTime) }

    /// `openai-poll-after-ms`.
    var pollAfter: Duration? {
        headers.first(name: "openai-poll-after-ms").flatMap(Double.init).flatMap(Self.duration(milliseconds:))
    }

    /// `x-should-retry`.
    var shouldRetry: Bool? {
        switch headers.first(name: "x-should-retry")?.lowercased() {
        case "true": true
        case "false": false
        default: nil
        }
    }

    /// The wait that the server asks for: `retry-after-ms`, else `retry-after` in seconds or as a date
    /// (docs/openai-api.md, 3.8, 3.9).
    ///
    /// - Parameter now: Unix seconds, for a date of a server that does not tell its own time.
    func retryAfter(now: Int64) -> Duration? {
        if let milliseconds = headers.first(name: "retry-after-ms").flatMap(Double.init) {
            return Self.duration(milliseconds: milliseconds)
        }
        guard let text = headers.first(name: "retry-after") else { return nil }
        if let seconds = Double(text) { return Self.duration(milliseconds: seconds * 1000) }
        return HTTPDate.unixTime(text).flatMap { Self.duration(milliseconds: Double($0 - (serverTime ?? now)) * 1000) }
    }

    /// Nil for what is no wait at all.
    private static func duration(milliseconds: Double) -> Duration? {
        guard milliseconds > 0, milliseconds < 1e12 else { return nil }
        return .milliseconds(Int64(milliseconds.rounded(.up)))
    }

    /// Whether this is a page for people, which the API never sends.
    var isHTML: Bool {
        if headers.first(name: "content-type")?.lowercased().hasPrefix("text/html") == true { return true }
        return body.first { ![0x20, 0x09, 0x0A, 0x0D, 0xEF, 0xBB, 0xBF].contains($0) } == UInt8(ascii: "<")
    }

    /// Whether the body begins as a JSON object or list and ends before that is closed.
    var isCutOff: Bool {
        var depth = 0
        var isInString = false
        var isEscaped = false
        for byte in body {
            if isInString {
                if isEscaped {
                    isEscaped = false
                } else if byte == UInt8(ascii: "\\") {
                    isEscaped = true
                } else if byte == UInt8(ascii: "\"") {
                    isInString = false
                }
            } else if byte == UInt8(ascii: "\"") {
                guard depth > 0 else { return false }
                isInString = true
            } else if byte == UInt8(ascii: "{") || byte == UInt8(ascii: "[") {
                depth += 1
            } else if byte == UInt8(ascii: "}") || byte == UInt8(ascii: "]") {
                depth -= 1
            }
        }
        return depth > 0
    }

    /// The title of a page, else its first line with text, at most 120 characters and without control characters.
    var firstLine: String {
        let text = String(decoding: body.prefix(16_384), as: UTF8.self)
        if let start = text.range(ofTag: "<title>"), let end = text[start...].range(ofTag: "</title>", atStart: true) {
            let title = text[start..<end].filter { !$0.isNewline }
            if title.contains(where: { !$0.isWhitespace }) { return AnswerText.shortened(String(title), to: 120) }
        }
        let line = text.split(whereSeparator: \.isNewline).first { line in line.contains { !$0.isWhitespace } }
        return AnswerText.shortened(String(line ?? ""), to: 120)
    }
}

extension StringProtocol {
    /// The place behind a tag (or, with `atStart`, in front of it), upper or lower case.
    fileprivate func range(ofTag tag: String, atStart: Bool = false) -> Index? {
        var index = startIndex
        while index < endIndex {
            if self[index...].prefix(tag.count).lowercased() == tag {
                return atStart ? index : self.index(index, offsetBy: tag.count)
            }
            formIndex(after: &index)
        }
        return nil
    }
}
