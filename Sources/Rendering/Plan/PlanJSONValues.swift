import AssistantModel
import OrderedJSON
import Planning

/// An object as a whole, in the form of Terraform's values: fields inside each other, and beside them in the same form
/// what is unknown and what is hidden.
struct PlanJSONValues {
    /// What is known.
    private(set) var values = JSONObject()
    /// `true` under each field that apply will know.
    private(set) var unknown = JSONObject()
    /// `true` under each text of which something is hidden.
    private(set) var sensitive = JSONObject()

    init(_ object: ObjectValues) {
        for field in object.fields {
            let keys = Self.keys(of: field.path)
            values.set(field.value, at: keys)
            if let hidden = field.value.hiddenParts { sensitive.set(hidden, at: keys) }
        }
        for path in object.unknown { unknown.set(true, at: Self.keys(of: path)) }
    }

    /// The keys on the way to a field. Keys of users and identities of tools may hold dots.
    private static func keys(of path: String) -> ArraySlice<String> {
        let isKeyed = ["metadata", "attributes", "tools"].contains(FieldPath.topLevelName(of: path))
        return path.split(separator: ".", maxSplits: isKeyed ? 1 : .max).map(String.init)[...]
    }
}

extension JSONValue {
    /// `true` in the place of every text of which something is hidden; nil where nothing is.
    fileprivate var hiddenParts: JSONValue? {
        switch self {
        case .string(let text): return HiddenSecrets.isHidden(in: text) ? true : nil
        case .array(let elements):
            let parts = elements.map(\.hiddenParts)
            return parts.contains { $0 != nil } ? .array(parts.map { $0 ?? false }) : nil
        case .object(let members):
            let parts = JSONObject(members.compactMap { key, value in value.hiddenParts.map { (key, $0) } })
            return parts.isEmpty ? nil : .object(parts)
        case .null, .bool, .integer, .number: return nil
        }
    }
}

extension JSONObject {
    /// Sets a value inside nested objects, which are made where they are missing.
    fileprivate mutating func set(_ value: JSONValue, at keys: ArraySlice<String>) {
        guard let key = keys.first else { return }
        let rest = keys.dropFirst()
        guard !rest.isEmpty else {
            self[key] = value
            return
        }
        var members = self[key]?.objectValue ?? [:]
        members.set(value, at: rest)
        self[key] = .object(members)
    }
}
