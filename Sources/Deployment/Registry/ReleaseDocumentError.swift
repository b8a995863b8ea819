/// Why a `release.json` cannot be used.
package struct ReleaseDocumentError: Error, Hashable, Sendable, CustomStringConvertible {
    package enum Code: String, Hashable, Sendable {
        /// It is not JSON, or not UTF-8.
        case notJSON = "not_json"
        /// A later version of the tool wrote it.
        case laterSchema = "later_schema"
        /// Something is missing or of the wrong type.
        case malformed
        /// It is too large for a skill.
        case tooLarge = "too_large"
    }

    package var code: Code
    /// Where in the document, such as `assistants.support-bot.definition.tools[0]`.
    package var path: String
    /// What is wrong and what to do about it.
    package var message: String
    /// What the document says whose it is; nil where it does not.
    package var project: String?
    package var environment: String?

    package init(_ code: Code, at path: String, _ message: String) {
        self.code = code
        self.path = path
        self.message = message
    }

    package var description: String {
        path.isEmpty ? "release.json: \(message)" : "release.json: \(path): \(message)"
    }
}
