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
