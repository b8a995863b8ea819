import AssistantModel

/// What `--only`, `--exclude` and `--replace` take: an address, or a glob over addresses.
///
/// `*` stands for any text, slashes included, and `?` for one character. An address names the object that is live:
/// a duplicate is named with its id, or met by a glob.
package struct AddressPattern: Hashable, Sendable, Codable {
    /// As the user wrote it.
    package let text: String

    /// Every text is a pattern.
    package init(_ text: String) { self.text = text }

    package func matches(_ address: ResourceAddress) -> Bool { matches(address.description) }

    /// Two positions to come back to are enough: a later `*` makes earlier ones' choices irrelevant.
    func matches(_ address: String) -> Bool {
        let pattern = Array(text.unicodeScalars)
        let address = Array(address.unicodeScalars)
        var index = 0
        var position = 0
        var star: Int?
        var resumed = 0
        while position < address.count {
            if index < pattern.count, pattern[index] == "*" {
                star = index
                resumed = position
                index += 1
            } else if index < pattern.count, pattern[index] == "?" || pattern[index] == address[position] {
                index += 1
                position += 1
            } else if let star {
                resumed += 1
                position = resumed
                index = star + 1
            } else {
                return false
            }
        }
        return pattern[index...].allSatisfy { $0 == "*" }
    }
}
