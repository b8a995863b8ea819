import OpenAIAPI

/// Why a question got no answer. Nothing on the account was changed but what the conversation itself left.
package struct ConversationError: Error, Sendable, Hashable, CustomStringConvertible {
    /// Open: a switch over it needs a default.
    package struct Code: RawRepresentable, Sendable, Hashable {
        package let rawValue: String
        package init(rawValue: String) { self.rawValue = rawValue }

        /// The account refused or failed a request: ``ConversationError/underlying`` says which and why.
        package static let request = Code(rawValue: "request")
        /// A command that runs a function failed.
        package static let functionFailed = Code(rawValue: "function-failed")
        /// The model goes on and on asking for functions.
        package static let endlessCalls = Code(rawValue: "endless-calls")
    }

    package var code: Code
    /// One or two sentences: what happened, and what to do next.
    package var message: String
    package var underlying: APIError?

    package init(_ code: Code, _ message: String, underlying: APIError? = nil) {
        self.code = code
        self.message = message
        self.underlying = underlying
    }

    /// A failed request.
    init(_ error: APIError) {
        self.init(.request, error.description, underlying: error)
    }

    package var description: String { message }
}
