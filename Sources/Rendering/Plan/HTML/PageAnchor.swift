import AssistantModel

/// The `id` of an object's part of a page, and links to it.
enum PageAnchor {
    /// The address, with what is neither a letter of ASCII, a digit, a dot nor a hyphen as `_` and its number, so that
    /// it stands in links as it is. Every address has a dot, which the page's own ids have not.
    static func id(_ address: ResourceAddress) -> String {
        var id = ""
        for byte in address.description.utf8 {
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "."), UInt8(ascii: "-"):
                id.unicodeScalars.append(Unicode.Scalar(byte))
            default:
                id += "_" + String(byte, radix: 16)
            }
        }
        return id
    }

    /// A link with the address as its text.
    static func link(_ address: ResourceAddress) -> HTML {
        HTML("a", ["href": "#" + id(address)], HTML("code", [:], .line(address.description)))
    }
}
