/// A part of the API that some hosts do not serve (docs/openai-api.md, 1.3, 1.4). A disabled one answers like any
/// unknown address.
package enum Surface: String, Sendable, CaseIterable {
    /// `/skills`.
    case skills
    /// `/assistants` and `/threads`.
    case assistants
    /// `/responses`, `/conversations` and `/containers`.
    case responses
}
