extension [UInt8] {
    /// Lines without their ends, by LF, CRLF and a lone CR; without a byte order mark.
    var lines: [ArraySlice<UInt8>] {
        var lines: [ArraySlice<UInt8>] = []
        var start = starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
        var index = start
        while index < count {
            let byte = self[index]
            if byte == 0x0A || byte == 0x0D {
                lines.append(self[start..<index])
                if byte == 0x0D, index + 1 < count, self[index + 1] == 0x0A { index += 1 }
                start = index + 1
            }
            index += 1
        }
        lines.append(self[start...])
        return lines
    }
}
