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

    func matches(_ address: String) -> Bool {
        let tokens = text.unicodeScalars.map { scalar -> WildcardToken in
            switch scalar {
            case "*": .anyText
            case "?": .anyCharacter
            default: .character(scalar)
            }
        }
        return WildcardToken.match(tokens, address)
    }
}
