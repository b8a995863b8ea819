import Foundation
import Hummingbird
import HummingbirdCore

/// The query of a request with names and values decoded, in their order. Names need it too: arrays come as
/// `include%5B%5D=…`.
struct QueryParameters: Sendable {
    let all: [(name: String, value: String)]

    init(_ request: Request) {
        all = (request.uri.query ?? "").split(separator: "&").map { pair in
            let parts = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            return (Self.decoded(parts[0]), parts.count > 1 ? Self.decoded(parts[1]) : "")
        }
    }

    subscript(name: String) -> String? {
        all.first { $0.name == name }?.value
    }

    private static func decoded(_ text: Substring) -> String {
        let spaced = text.replacing("+", with: " ")
        return spaced.removingPercentEncoding ?? String(spaced)
    }
}
