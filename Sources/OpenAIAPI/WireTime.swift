import OrderedJSON

/// Moments in answers: Unix seconds, and what other servers make of them (docs/openai-api.md, 3.16, 13.12).
extension JSONCursor {
    /// A moment in Unix seconds. Also read are numbers and dates that stand in texts.
    ///
    /// - Returns: nil where the server does not say it, or says it in a way that nobody knows.
    /// - Throws: for a number that no moment of this calendar has, and for what is neither number nor text.
    func time(_ key: String) throws(JSONCursorError) -> Int64? {
        guard let value = try member(key) else { return nil }
        guard let text = value.json.stringValue else { return try value.integer(in: Self.times) }
        if let number = Double(text) {
            return Int64(exactly: number.rounded(.down)).flatMap { Self.times.contains($0) ? $0 : nil }
        }
        return Self.unixTime(ofDate: text)
    }

    /// A moment that something rests on, such as the age of a lock.
    ///
    /// - Throws: where it is not told.
    func requiredTime(_ key: String) throws(JSONCursorError) -> Int64 {
        guard let time = try time(key) else { throw try required(key).failure("is no time") }
        return time
    }

    /// `2026-11-29T08:49:37.25Z`, with or without fraction, with any offset, UTC without one; nil for any other form.
    private static func unixTime(ofDate text: String) -> Int64? {
        let bytes = Array(text.utf8)
        func number(_ range: Range<Int>, in allowed: ClosedRange<Int64>) -> Int64? {
            guard range.upperBound <= bytes.count, bytes[range].allSatisfy({ (0x30...0x39).contains($0) }) else {
                return nil
            }
            let number = bytes[range].reduce(Int64(0)) { $0 * 10 + Int64($1 - 0x30) }
            return allowed.contains(number) ? number : nil
        }
        func isAt(_ index: Int, _ characters: String) -> Bool {
            index < bytes.count && characters.utf8.contains(bytes[index])
        }
        guard let year = number(0..<4, in: 1970...9999), isAt(4, "-"), let month = number(5..<7, in: 1...12),
            isAt(7, "-"), let day = number(8..<10, in: 1...31), isAt(10, "Tt "),
            let hour = number(11..<13, in: 0...23), isAt(13, ":"), let minute = number(14..<16, in: 0...59),
            isAt(16, ":"), let second = number(17..<19, in: 0...60)
        else { return nil }
        var rest = 19
        if isAt(rest, ".") {
            rest += 1
            while isAt(rest, "0123456789") { rest += 1 }
        }
        var offset: Int64 = 0
        if isAt(rest, "+-") {
            let isColonThere = isAt(rest + 3, ":")
            let minutes = rest + (isColonThere ? 4 : 3)
            guard let hours = number(rest + 1..<rest + 3, in: 0...23), bytes.count == minutes + 2,
                let past = number(minutes..<minutes + 2, in: 0...59)
            else { return nil }
            offset = (hours * 60 + past) * (isAt(rest, "+") ? 60 : -60)
        } else {
            guard rest == bytes.count || (isAt(rest, "Zz") && rest + 1 == bytes.count) else { return nil }
        }
        let seconds = days(year: year, month: month, day: day) * 86_400 + hour * 3_600 + minute * 60 + second - offset
        return times.contains(seconds) ? seconds : nil
    }

    /// Days since 1970-01-01 in the Gregorian calendar, years counted from March so that leap days come last.
    private static func days(year: Int64, month: Int64, day: Int64) -> Int64 {
        let year = month <= 2 ? year - 1 : year
        let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
        return year * 365 + year / 4 - year / 100 + year / 400 + dayOfYear - 719_468
    }
}
