/// A text as it can be held against what a server reads from a file: servers may leave out a byte order mark, change line
/// ends and cut what is blank at the end. Nothing else may differ.
package enum ComparableText {
    /// Equal for texts that say the same.
    package static func digest(of text: String) -> String {
        var scalars = String.UnicodeScalarView()
        var isBehindReturn = false
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\u{FEFF}" where scalars.isEmpty: continue
            case "\n" where isBehindReturn: isBehindReturn = false
            case "\r":
                scalars.append("\n")
                isBehindReturn = true
            default:
                scalars.append(scalar)
                isBehindReturn = false
            }
        }
        while let last = scalars.last, [" ", "\t", "\n"].contains(last) { scalars.removeLast() }
        return ContentDigest.sha256(Array(String(scalars).utf8))
    }
}
