import SourceDiagnostics

/// Which requests a fault is about: a method and a pattern of the path. `*` stands for one segment, `**` at the end for
/// all that follow.
struct FaultRoute: Sendable, Equatable, CustomStringConvertible {
    static let everything = FaultRoute(method: nil, segments: nil)
    static let methods = ["GET", "POST", "DELETE"]
    private static let version = "v1"

    /// Nil for any.
    let method: String?
    /// The pattern's segments, the version among them; nil for any path.
    let segments: [String]?

    private init(method: String?, segments: [String]?) {
        self.method = method
        self.segments = segments
    }

    /// - Parameter pattern: such as `/v1/files` or `/files`.
    /// - Throws: when the sandbox serves nothing of the kind, which is a spelling mistake.
    init(method: String?, pattern: String?) throws(FaultSyntaxError) {
        self.method = method
        guard let pattern else {
            segments = nil
            return
        }
        var segments = Self.split(pattern)
        if segments.first != Self.version { segments.insert(Self.version, at: 0) }
        self.segments = segments
        let known = ServedRoute.all
        guard known.contains(where: { route in matches(method: route.method, segments: Self.split(route.path)) }) else {
            let shown = "/" + segments.joined(separator: "/")
            let methods = known.filter { FaultRoute.matches(Self.split($0.path), segments) }.map(\.method)
            guard methods.isEmpty else {
                throw FaultSyntaxError("\(shown) is not served with \(method ?? ""), but with \(Self.list(methods))")
            }
            let hint = Suggestion.hint(for: shown, among: Set(known.map(\.path)))
            throw FaultSyntaxError("the sandbox serves nothing at \(shown)" + (hint.map { "; \($0)" } ?? ""))
        }
    }

    func matches(method: String, path: String) -> Bool {
        matches(method: method, segments: Self.split(path))
    }

    var description: String {
        let path = segments.map { "/" + $0.joined(separator: "/") }
        return [method, path].compactMap(\.self).joined(separator: " ")
    }

    private func matches(method: String, segments: [String]) -> Bool {
        guard self.method.map({ $0 == method }) ?? true else { return false }
        return self.segments.map { Self.matches($0, segments) } ?? true
    }

    /// Either side may hold wildcards.
    private static func matches(_ pattern: [String], _ path: [String]) -> Bool {
        guard pattern.last != "**" else {
            return path.count >= pattern.count - 1 && matches(pattern.dropLast(), Array(path.prefix(pattern.count - 1)))
        }
        guard path.last != "**" else { return matches(path, pattern) }
        return pattern.count == path.count
            && zip(pattern, path).allSatisfy { $0 == $1 || $0 == "*" || $1 == "*" }
    }

    private static func split(_ path: String) -> [String] {
        path.split(separator: "/").map(String.init)
    }

    private static func list(_ words: [String]) -> String {
        words.joined(separator: " and ")
    }
}
