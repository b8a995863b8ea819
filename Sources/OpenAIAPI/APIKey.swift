/// An API key. Printing it in any way shows `<redacted>`; only ``revealed`` gives the text.
package struct APIKey: Sendable, Hashable {
    /// The key itself, for the `Authorization` header and for scrubbing it out of texts that come from a server.
    package let revealed: String

    /// Accepts what a header can carry: white space around the key is dropped.
    ///
    /// - Throws: ``APIError`` with ``APIError/Code/unusableKey`` for an empty key or one with spaces, line breaks or
    ///   characters outside ASCII.
    package init(_ text: String) throws(APIError) {
        var scalars = Array(text.unicodeScalars)
        while let last = scalars.last, last.properties.isWhitespace { scalars.removeLast() }
        let trimmed = scalars.drop(while: \.properties.isWhitespace)
        guard !trimmed.isEmpty else { throw APIError(.unusableKey, "the API key is empty") }
        guard trimmed.allSatisfy({ (0x21...0x7E).contains($0.value) }) else {
            throw APIError(
                .unusableKey,
                "the API key holds spaces, line breaks or characters outside ASCII: copy it again from the account"
            )
        }
        revealed = String(String.UnicodeScalarView(trimmed))
    }

    /// The text with every occurrence of the key replaced by `<redacted>`.
    package func scrub(_ text: String) -> String {
        text.replacing(revealed, with: "<redacted>")
    }
}

extension APIKey: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    package var description: String { "<redacted>" }
    package var debugDescription: String { "<redacted>" }
    package var customMirror: Mirror { Mirror(self, children: []) }
}
