import Foundation
import NIOCore

/// Takes a `multipart/form-data` body apart while it arrives. It keeps no more than one piece and one delimiter in
/// memory, whatever the size of a part.
struct MultipartParser {
    enum Event: Equatable {
        case partBegan(MultipartHeaders)
        case content([UInt8])
        case partEnded
    }

    struct Failure: Error, Equatable {
        let reason: String
    }

    private enum State {
        case preamble, afterDelimiter, headers, content, epilogue
    }

    private static let maximumHeaderBytes = 16 * 1024
    private static let lineBreak: [UInt8] = [0x0D, 0x0A]

    private let delimiter: [UInt8]
    private var state = State.preamble
    /// Begins with a line break that was never sent, so that the first delimiter looks like all others.
    private var pending: [UInt8] = Self.lineBreak

    init(boundary: String) {
        delimiter = Array("\r\n--\(boundary)".utf8)
    }

    /// The boundary of a `multipart/form-data` content type, or nil when it is another type.
    static func boundary(in contentType: String) -> String? {
        let parameters = HeaderParameters(contentType)
        guard parameters.value.lowercased() == "multipart/form-data" else { return nil }
        return parameters["boundary"]
    }

    mutating func feed(_ buffer: ByteBuffer) throws(Failure) -> [Event] {
        pending.append(contentsOf: buffer.readableBytesView)
        var events: [Event] = []
        while try step(&events) {}
        return events
    }

    /// Whether the closing delimiter was read.
    var isComplete: Bool { state == .epilogue }

    /// - Returns: whether there may be more to do with what is pending.
    private mutating func step(_ events: inout [Event]) throws(Failure) -> Bool {
        switch state {
        case .preamble, .content: return contentStep(&events)
        case .afterDelimiter: return try delimiterStep()
        case .headers: return try headerStep(&events)
        case .epilogue:
            pending.removeAll()
            return false
        }
    }

    private mutating func contentStep(_ events: inout [Event]) -> Bool {
        let isPart = state == .content
        guard let place = Self.find(delimiter, in: pending) else {
            let safe = pending.count - (delimiter.count - 1)
            guard safe > 0 else { return false }
            if isPart { events.append(.content(Array(pending[..<safe]))) }
            pending.removeFirst(safe)
            return false
        }
        if isPart {
            if place > 0 { events.append(.content(Array(pending[..<place]))) }
            events.append(.partEnded)
        }
        pending.removeFirst(place + delimiter.count)
        state = .afterDelimiter
        return true
    }

    private mutating func delimiterStep() throws(Failure) -> Bool {
        guard pending.count >= 2 else { return false }
        if pending.starts(with: [0x2D, 0x2D]) {
            state = .epilogue
            return true
        }
        guard pending.starts(with: Self.lineBreak) else { throw Failure(reason: "a malformed delimiter") }
        state = .headers
        return true
    }

    /// The line break of the delimiter still stands in front, so that a part without headers ends like any other.
    private mutating func headerStep(_ events: inout [Event]) throws(Failure) -> Bool {
        guard let end = Self.find(Self.lineBreak + Self.lineBreak, in: pending) else {
            guard pending.count <= Self.maximumHeaderBytes else { throw Failure(reason: "headers that are too long") }
            return false
        }
        guard let text = String(validating: pending[..<end], as: UTF8.self) else {
            throw Failure(reason: "headers that are not UTF-8")
        }
        events.append(.partBegan(MultipartHeaders(text)))
        pending.removeFirst(end + 4)
        state = .content
        return true
    }

    /// Where `pattern` first stands in `bytes`.
    private static func find(_ pattern: [UInt8], in bytes: [UInt8]) -> Int? {
        bytes.withUnsafeBytes { haystack in
            pattern.withUnsafeBytes { needle -> Int? in
                guard let base = haystack.baseAddress, let wanted = needle.baseAddress else { return nil }
                var offset = 0
                while offset + needle.count <= haystack.count {
                    let span = haystack.count - needle.count - offset + 1
                    guard let hit = memchr(base + offset, Int32(needle[0]), span) else { return nil }
                    let place = UnsafeRawPointer(hit) - base
                    if memcmp(base + place, wanted, needle.count) == 0 { return place }
                    offset = place + 1
                }
                return nil
            }
        }
    }
}
