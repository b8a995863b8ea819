import Foundation
import OrderedJSON

/// The schema that a request brings, and the words and codes of its refusal.
struct SchemaSubject {
    let text: String
    let code: String
    /// The parameter of the request.
    let place: String
    let root: JSONValue

    func invalid(_ reason: String, in context: [String]? = nil) -> APIErrorResponse {
        let position = context.map { "In context=(\($0.map { "'\($0)'" }.joined(separator: ", "))), " } ?? ""
        return .badRequest("Invalid schema for \(text): \(position)\(reason).", parameter: place, code: code)
    }

    /// What a `$ref` into the schema names.
    func target(of reference: String) -> JSONValue? {
        guard reference.hasPrefix("#"), let pointer = reference.dropFirst().removingPercentEncoding else { return nil }
        if pointer.isEmpty { return root }
        guard pointer.first == "/" else { return nil }
        var value = root
        for part in pointer.dropFirst().components(separatedBy: "/") {
            let key = part.replacingOccurrences(of: "~1", with: "/").replacingOccurrences(of: "~0", with: "~")
            if let member = value[key] {
                value = member
            } else if let list = value.arrayValue, let index = Int(key), list.indices.contains(index) {
                value = list[index]
            } else {
                return nil
            }
        }
        return value
    }
}
