import Foundation
import OpenAIAPI

/// Where a `Location` header leads.
struct RedirectTarget: Sendable, Hashable {
    /// The absolute URL, without a fragment.
    let url: String
    /// Scheme, host and port, the port always written out.
    let origin: String

    /// Resolves a location, absolute or relative, against the URL that was asked. Nil for what is no http URL.
    init?(_ location: String, from base: String) {
        guard !location.isEmpty,
            let resolved = URL(string: location, relativeTo: URL(string: base))?.absoluteURL,
            var parts = URLComponents(url: resolved, resolvingAgainstBaseURL: true)
        else { return nil }
        parts.fragment = nil
        guard let url = parts.string else { return nil }
        parts.query = nil
        guard let bare = parts.string else { return nil }
        do throws(APIError) {
            origin = try BaseURL(bare).effectiveOrigin
        } catch {
            return nil
        }
        self.url = url
    }
}
