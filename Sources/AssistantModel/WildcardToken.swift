/// One element of a pattern with wildcards.
package enum WildcardToken: Hashable, Sendable {
    case character(Unicode.Scalar)
    /// `?`
    case anyCharacter
    /// `*`: any number of characters, none included.
    case anyText
    /// `[a-z]`, or everything but that.
    case set(ranges: [ClosedRange<Unicode.Scalar>], isNegated: Bool)

    private func matches(_ scalar: Unicode.Scalar) -> Bool {
        switch self {
        case .character(let own): own == scalar
        case .anyCharacter: true
        case .anyText: false
        case .set(let ranges, let isNegated): ranges.contains { $0.contains(scalar) } != isNegated
        }
    }

    /// Whether all of a text fits the tokens.
    ///
    /// Walks both once, and on a mismatch goes back to the last `*` only, since a later one makes the choices of earlier
    /// ones irrelevant: at most quadratic, never exponential.
    package static func match(_ tokens: [WildcardToken], _ text: some StringProtocol) -> Bool {
        let scalars = Array(text.unicodeScalars)
        var token = 0
        var index = 0
        var retry: (token: Int, index: Int)?
        while index < scalars.count {
            if token < tokens.count, tokens[token] == .anyText {
                retry = (token, index)
                token += 1
            } else if token < tokens.count, tokens[token].matches(scalars[index]) {
                token += 1
                index += 1
            } else if let last = retry {
                retry = (last.token, last.index + 1)
                token = last.token + 1
                index = last.index + 1
            } else {
                return false
            }
        }
        return tokens[token...].allSatisfy { $0 == .anyText }
    }
}
