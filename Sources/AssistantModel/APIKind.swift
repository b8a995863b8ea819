/// The api of an account that assistants are deployed to.
package enum APIKind: String, Hashable, Sendable, Codable, CaseIterable {
    /// Files, a vector store and a release of the definition, used through the Responses API.
    case responses
    /// Files, a vector store and an Assistants v2 object, on hosts that still serve `/v1/assistants`.
    case assistants
}
