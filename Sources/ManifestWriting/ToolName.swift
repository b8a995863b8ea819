/// What names of functions and schemas are made of.
package enum ToolName {
    /// Whether OpenAI takes it, and it can name a file: `[A-Za-z0-9_-]`, 1 to `maximum` of them.
    package static func isValid(_ name: String, maximum: Int = 64) -> Bool {
        (1...maximum).contains(name.utf8.count)
            && name.utf8.allSatisfy { byte in
                switch byte {
                case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                    UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "-"):
                    true
                default: false
                }
            }
    }
}
