#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// An address of the internet protocol, version 4 or 6.
struct IPAddress: Sendable, Hashable {
    /// 4 or 16, the highest first.
    let bytes: [UInt8]

    /// Nil for what is no address: `10.0.0.1`, or `2001:db8::1`, in brackets or without them.
    init?(_ text: some StringProtocol) {
        var text = String(text)
        if text.hasPrefix("["), text.hasSuffix("]") { text = String(text.dropFirst().dropLast()) }
        var (four, six) = (in_addr(), in6_addr())
        if inet_pton(AF_INET, text, &four) == 1 {
            bytes = withUnsafeBytes(of: &four) { Array($0) }
        } else if inet_pton(AF_INET6, text, &six) == 1 {
            bytes = withUnsafeBytes(of: &six) { Array($0) }
        } else {
            return nil
        }
    }

    /// Whether the first bits are those of a network.
    func isIn(_ network: IPAddress, bits: Int) -> Bool {
        guard bytes.count == network.bytes.count else { return false }
        return zip(bytes, network.bytes).enumerated().allSatisfy { index, pair in
            let counted = min(8, max(0, bits - 8 * index))
            return (pair.0 ^ pair.1) >> (8 - counted) == 0
        }
    }
}
