import SourceDiagnostics

/// Grammar that several renderers need.
enum Wording {
    /// `1 file`, `2 files`.
    static func count(_ number: Int, _ singular: String, _ plural: String? = nil) -> String {
        "\(grouped(number)) \(number == 1 ? singular : plural ?? singular + "s")"
    }

    /// A whole number with a comma between each three digits: `12,400`.
    static func grouped(_ number: Int) -> String { number.grouped }

    /// `a`, `a and b`, `a, b and c`; of more than `limit` the rest as a number: `a, b and 3 more`.
    static func list(_ items: [String], limit: Int = 4) -> String {
        var parts = items
        if items.count > limit {
            parts = Array(items.prefix(limit - 1)) + ["\(items.count - limit + 1) more"]
        }
        guard let last = parts.last, parts.count > 1 else { return parts.first ?? "" }
        return parts.dropLast().joined(separator: ", ") + " and " + last
    }

    /// Spaces behind a text up to a column.
    static func padded(_ text: String, to columns: Int) -> String {
        text + String(repeating: " ", count: max(0, columns - DisplayWidth.of(text)))
    }

    /// Spaces in front of a text up to a column.
    static func leading(_ text: String, to columns: Int) -> String {
        String(repeating: " ", count: max(0, columns - DisplayWidth.of(text))) + text
    }

    /// Lines as output: each with its line end.
    static func output(_ lines: [String]) -> String {
        lines.map { $0 + "\n" }.joined()
    }

    /// Such as `4 s`, `3 min 12 s` or `1 h 5 min`.
    static func duration(_ seconds: Double) -> String {
        let whole = Int(seconds.rounded(.up).clamped(to: 0...8_640_000))
        let (minutes, hours) = (whole / 60 % 60, whole / 3600)
        if hours > 0 { return minutes > 0 ? "\(hours) h \(minutes) min" : "\(hours) h" }
        if minutes > 0 { return whole % 60 > 0 ? "\(minutes) min \(whole % 60) s" : "\(minutes) min" }
        return "\(whole) s"
    }
}

extension Double {
    fileprivate func clamped(to range: ClosedRange<Double>) -> Double {
        isNaN ? range.lowerBound : Swift.min(Swift.max(self, range.lowerBound), range.upperBound)
    }
}

/// Sizes as people read them: decimal units, as disks and transfer rates have them.
package enum ByteCount {
    /// Such as `640 bytes`, `1.2 MB` or `34 GB`.
    package static func text(_ bytes: Int) -> String {
        guard bytes >= 1000 else { return bytes == 1 ? "1 byte" : "\(bytes) bytes" }
        let units = ["kB", "MB", "GB", "TB"]
        var tenths = (Double(bytes) / 100).rounded()
        var unit = 0
        while tenths >= 10_000, unit < units.count - 1 {
            tenths = (tenths / 1000).rounded()
            unit += 1
        }
        let whole = Int(tenths) / 10
        if whole >= 10 { return "\(Int((tenths / 10).rounded())) \(units[unit])" }
        return "\(whole).\(Int(tenths) % 10) \(units[unit])"
    }
}
