/// Headers of requests that let somebody in.
package enum SecretHeader {
    private static let marks = ["authorization", "cookie", "token", "secret", "api-key", "apikey", "password"]
    private static let schemes = ["bearer ", "basic ", "token ", "apikey "]

    /// Whether a header is one by its name, such as `X-Auth`, or by a value as `Authorization` has them. Placeholders are
    /// none.
    package static func isSecret(_ name: String, _ value: String) -> Bool {
        guard SecretValue.isNoPlaceholder(value) else { return false }
        let name = name.lowercased()
        let value = value.lowercased()
        return SecretAddress.isSecret(name: name) || marks.contains { name.contains($0) }
            || schemes.contains { value.hasPrefix($0) }
    }
}
