import AssistantModel

/// A pattern for paths: `*` and `?` within a part, `**` for any number of parts, `[a-z]`, `[!a-z]` and `{md,txt}`.
///
/// A part that starts with a dot is matched only by a pattern part that starts with a dot. `\` takes the next
/// character as it is.
package struct GlobPattern: Hashable, Sendable {
    /// One part of a pattern, between slashes.
    package enum Part: Hashable, Sendable {
        /// `**`: any number of parts, none included.
        case anyDepth
        /// A name without wildcards.
        case literal(String)
        case wildcard([WildcardToken])

        /// Whether a single part of a path matches; `**` matches every part that is not hidden.
        package func matches(_ name: Substring) -> Bool {
            switch self {
            case .anyDepth: return !name.hasPrefix(".")
            case .literal(let literal): return literal[...] == name
            case .wildcard(let tokens):
                if name.hasPrefix("."), tokens.first != .character(".") { return false }
                return WildcardToken.match(tokens, name)
            }
        }
    }

    /// The pattern with its braces written out: each a list of parts, of which one must match.
    package var alternatives: [[Part]]

    /// Whether a path, relative to the folder the pattern starts in, matches.
    package func matches(_ path: String) -> Bool {
        let names = ProjectPath.parts(of: path)
        return alternatives.contains { Self.match($0, names) }
    }

    /// Positions in a list of parts: bit `n` is set when the first `n` parts are matched.
    ///
    /// A walk that carries the positions with it leaves out every folder in which nothing can match.
    package typealias Positions = UInt64

    /// Where a walk begins.
    package static let start: Positions = 1

    /// The positions that are reached behind one more name; 0 when nothing can match any more.
    package static func advance(_ positions: Positions, over name: Substring, in parts: [Part]) -> Positions {
        let positions = closure(of: positions, in: parts)
        var next: Positions = 0
        for (index, part) in parts.enumerated() where positions & 1 << UInt64(index) != 0 && part.matches(name) {
            next |= 1 << UInt64(part == .anyDepth ? index : index + 1)
        }
        return next
    }

    /// Whether everything is matched at one of the positions.
    package static func isComplete(_ positions: Positions, in parts: [Part]) -> Bool {
        closure(of: positions, in: parts) & 1 << UInt64(parts.count) != 0
    }

    /// Whether something below can still match.
    package static func canGoOn(_ positions: Positions, in parts: [Part]) -> Bool {
        positions & (1 << UInt64(parts.count) - 1) != 0
    }

    /// The positions together with those behind a `**`, which may stand for no part at all.
    private static func closure(of positions: Positions, in parts: [Part]) -> Positions {
        var closed = positions
        for (index, part) in parts.enumerated() where part == .anyDepth && closed & 1 << UInt64(index) != 0 {
            closed |= 1 << UInt64(index + 1)
        }
        return closed
    }

    private static func match(_ parts: [Part], _ names: [Substring]) -> Bool {
        var positions = start
        for name in names {
            positions = advance(positions, over: name, in: parts)
            if positions == 0 { return false }
        }
        return isComplete(positions, in: parts)
    }
}
