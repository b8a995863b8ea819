/// Text in UTF-8 or UTF-16, with or without a byte order mark.
enum PlainText {
    static func decode(_ bytes: [UInt8]) throws(ExtractionFailure) -> String {
        if bytes.starts(with: [0xFF, 0xFE]) { return try utf16(bytes.dropFirst(2), isBigEndian: false) }
        if bytes.starts(with: [0xFE, 0xFF]) { return try utf16(bytes.dropFirst(2), isBigEndian: true) }
        let body = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? bytes.dropFirst(3) : bytes[...]
        guard let text = String(validating: body, as: UTF8.self), !body.contains(0) else {
            throw .invalid("The file is not text in UTF-8, UTF-16 or ASCII.")
        }
        return text
    }

    private static func utf16(_ bytes: ArraySlice<UInt8>, isBigEndian: Bool) throws(ExtractionFailure) -> String {
        guard bytes.count.isMultiple(of: 2) else { throw .invalid("The file ends inside a UTF-16 character.") }
        let units = stride(from: bytes.startIndex, to: bytes.endIndex, by: 2).map { index in
            let first = UInt16(bytes[index])
            let second = UInt16(bytes[index + 1])
            return isBigEndian ? first << 8 | second : second << 8 | first
        }
        guard let text = String(validating: units, as: UTF16.self) else {
            throw .invalid("The file has a byte order mark of UTF-16 but is not UTF-16.")
        }
        return text
    }
}
