import Crypto
import OrderedJSON

/// Digests of values and texts, for marks and comparisons.
package enum ContentDigest {
    /// Lower-case hexadecimal SHA-256.
    package static func sha256(_ bytes: some Collection<UInt8>) -> String {
        hexadecimal(SHA256.hash(data: Array(bytes)))
    }

    /// The SHA-256 in base64, as browsers compare it.
    package static func base64(_ bytes: some Collection<UInt8>) -> String {
        // 32 bytes are 42 digits of six bits and one of four, which two zeros fill.
        let digits = base64URL(Array(SHA256.hash(data: Array(bytes))) + [0], length: 43)
        return digits.replacing("-", with: "+").replacing("_", with: "/") + "="
    }

    /// Two lower-case digits for each byte.
    package static func hexadecimal(_ bytes: some Sequence<UInt8>) -> String {
        func digit(_ value: UInt8) -> UInt8 { value < 10 ? UInt8(ascii: "0") + value : UInt8(ascii: "a") + value - 10 }
        var text: [UInt8] = []
        for byte in bytes {
            text.append(digit(byte >> 4))
            text.append(digit(byte & 15))
        }
        return String(decoding: text, as: UTF8.self)
    }

    /// The SHA-256 of a value's canonical text (sorted keys, no white space), in base64url, cut to `length`
    /// characters of 6 bits each; at most 42.
    package static func short(_ value: JSONValue, length: Int = 22) -> String {
        let text = JSONWriter(sortsKeys: true).bytes(from: value)
        return base64URL(Array(SHA256.hash(data: text)), length: length)
    }

    private static let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_".utf8)

    private static func base64URL(_ bytes: [UInt8], length: Int) -> String {
        var text: [UInt8] = []
        var pending: UInt32 = 0
        var bits = 0
        for byte in bytes {
            pending = pending << 8 | UInt32(byte)
            bits += 8
            while bits >= 6, text.count < length {
                bits -= 6
                text.append(alphabet[Int(pending >> UInt32(bits)) & 63])
                pending &= (1 << UInt32(bits)) - 1
            }
        }
        return String(decoding: text, as: UTF8.self)
    }
}
