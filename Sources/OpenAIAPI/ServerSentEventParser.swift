/// One event of a `text/event-stream`.
package struct ServerSentEvent: Sendable, Hashable {
    /// `event:`; empty when the stream gives none.
    package var name: String
    /// The lines of `data:`, joined by line feeds.
    package var data: String

    package init(name: String = "", data: String) {
        self.name = name
        self.data = data
    }
}

/// Reads server-sent events from bytes that may be split anywhere (WHATWG HTML, 9.2.6). An event is complete with the
/// empty line behind it: what the end of the stream leaves open is no event. Text that is not UTF-8 gets replacement
/// characters. `id:`, `retry:` and comments are ignored.
package struct ServerSentEventParser: Sendable {
    /// An event, or one line, that is larger than the limit.
    package struct TooLarge: Error, Sendable, Hashable {
        /// In bytes.
        package var limit: Int
    }

    private let maximumEventBytes: Int
    private var line: [UInt8] = []
    private var name: [UInt8] = []
    /// Every line with a line feed behind it; nil before the first.
    private var data: [UInt8]?
    private var isAfterCarriageReturn = false
    private var isFirstLine = true

    /// - Parameter maximumEventBytes: what an unfinished event may hold in memory.
    package init(maximumEventBytes: Int = 16 << 20) {
        self.maximumEventBytes = maximumEventBytes
    }

    /// The events that these bytes complete.
    ///
    /// - Throws: ``TooLarge``; the stream cannot be read on.
    package mutating func events(in bytes: some Sequence<UInt8>) throws(TooLarge) -> [ServerSentEvent] {
        var events: [ServerSentEvent] = []
        for byte in bytes {
            let endsPair = isAfterCarriageReturn && byte == UInt8(ascii: "\n")
            isAfterCarriageReturn = byte == UInt8(ascii: "\r")
            if endsPair { continue }
            if byte == UInt8(ascii: "\n") || byte == UInt8(ascii: "\r") {
                if let event = endLine() { events.append(event) }
            } else {
                guard line.count + name.count + (data?.count ?? 0) < maximumEventBytes else {
                    throw TooLarge(limit: maximumEventBytes)
                }
                line.append(byte)
            }
        }
        return events
    }

    private mutating func endLine() -> ServerSentEvent? {
        defer { line.removeAll(keepingCapacity: true) }
        let byteOrderMark: [UInt8] = [0xEF, 0xBB, 0xBF]
        if isFirstLine, line.starts(with: byteOrderMark) { line.removeFirst(byteOrderMark.count) }
        isFirstLine = false
        if line.isEmpty { return endEvent() }
        let field = line.prefix { $0 != UInt8(ascii: ":") }
        var value = line.dropFirst(field.count + 1)
        if value.first == UInt8(ascii: " ") { value.removeFirst() }
        if field.elementsEqual("data".utf8) {
            data = data ?? []
            data?.append(contentsOf: value)
            data?.append(UInt8(ascii: "\n"))
        } else if field.elementsEqual("event".utf8) {
            name = Array(value)
        }
        return nil
    }

    private mutating func endEvent() -> ServerSentEvent? {
        defer {
            name = []
            data = nil
        }
        return data.map { data in
            ServerSentEvent(
                name: String(decoding: name, as: UTF8.self),
                data: String(decoding: data.dropLast(), as: UTF8.self)
            )
        }
    }
}
