import OrderedJSON
import SourceDiagnostics

/// JSON of a definition as it may be printed. No manifest can hold what certainly is a secret, but whoever edits the
/// account can set one, and a server may show it.
package enum HiddenSecrets {
    /// What stands in the place of a secret.
    static let mask = "<hidden>"
    /// What stands in the place of one that differs from what it was.
    static let changedMask = "<hidden, changed>"

    /// Whether something is hidden in a text: part of it or all.
    package static func isHidden(in text: String) -> Bool {
        let mark = Array("<hidden".utf8)
        var rest = text.utf8[...]
        while let start = rest.firstIndex(of: mark[0]) {
            rest = rest[start...]
            if rest.starts(with: mark) { return true }
            rest = rest.dropFirst()
        }
        return false
    }

    /// The value without its secrets: keys in any text, the authorization of MCP servers, what is secret in their URLs and
    /// headers. Keys of objects stay as they are.
    package static func hiding(_ value: JSONValue) -> JSONValue { hiding(value, withHeaders: false) }

    /// - Parameter withHeaders: hides every header of MCP servers, whatever it is called.
    static func hiding(_ value: JSONValue, withHeaders: Bool) -> JSONValue {
        switch value {
        case .string(let text): return .string(SecretScan.hiding(text))
        case .array(let elements): return .array(elements.map { hiding($0, withHeaders: withHeaders) })
        case .object(let members):
            var hidden = JSONObject(members.map { ($0.key, hiding($0.value, withHeaders: withHeaders)) })
            guard members["type"] == "mcp" else { return .object(hidden) }
            if let token = members["authorization"], !token.isNull { hidden["authorization"] = .string(mask) }
            if let url = members["server_url"]?.stringValue {
                hidden["server_url"] = .string(SecretScan.hiding(SecretAddress.hiding(url, behind: mask), behind: mask))
            }
            if case .object(let headers)? = members["headers"] {
                hidden["headers"] = .object(
                    JSONObject(headers.map { ($0.key, header($0.key, $0.value, withHeaders: withHeaders)) })
                )
            }
            return .object(hidden)
        case .null, .bool, .integer, .number: return value
        }
    }

    private static func header(_ name: String, _ value: JSONValue, withHeaders: Bool) -> JSONValue {
        let isSecret = withHeaders || SecretHeader.isSecret(name, value.stringValue ?? name)
        return isSecret ? .string(mask) : hiding(value, withHeaders: false)
    }
}
