import AssistantModel
import ManifestLoading

extension LocalProject {
    /// Texts of more are not looked at.
    private static let maximumTextBytes = 16 * 1024 * 1024

    /// Whether a file would be a known content if its lines ended as those do: LF there and CRLF here, or the other
    /// way.
    ///
    /// - Parameter sha256: of the known content.
    package func differsInLineEndsOnly(_ path: String, root: String, from sha256: String) -> Bool {
        guard let bytes = try? contents(of: path, limit: Self.maximumTextBytes, root: root) else { return false }
        let (carriageReturn, lineFeed) = (UInt8(ascii: "\r"), UInt8(ascii: "\n"))
        var other: [UInt8] = []
        other.reserveCapacity(bytes.count)
        if bytes.contains(carriageReturn) {
            for (index, byte) in bytes.enumerated() {
                let isPair = byte == carriageReturn && index + 1 < bytes.count && bytes[index + 1] == lineFeed
                if !isPair { other.append(byte) }
            }
        } else {
            for byte in bytes {
                if byte == lineFeed { other.append(carriageReturn) }
                other.append(byte)
            }
        }
        return ContentDigest.sha256(other) == sha256
    }
}
