import Crypto
import OpenAIAPI

/// SHA-256 for uploads.
package struct SHA256Hasher: ContentHasher {
    private var state = SHA256()

    package init() {}

    package mutating func update(_ bytes: [UInt8]) {
        state.update(data: bytes)
    }

    package mutating func finish() -> String {
        state.finalize().map { byte in
            let digits = String(byte, radix: 16)
            return byte < 16 ? "0" + digits : digits
        }.joined()
    }
}
