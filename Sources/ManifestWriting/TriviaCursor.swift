import YAMLTree

/// Goes through the comments and blank lines of a text along with whoever reads its nodes: each comment is taken once, by
/// what it stands at.
struct TriviaCursor {
    /// The byte behind what was read last: comments are told by where they stand from here.
    var end = 0

    private let syntax: YAMLSyntax
    private var comments: [SourceComments.Comment]
    private var next = 0

    init(_ syntax: YAMLSyntax) {
        self.syntax = syntax
        comments = SourceComments(syntax).all
    }

    /// Whether a comment that nobody took stands before a byte.
    func hasComment(before limit: Int) -> Bool {
        next < comments.count && comments[next].range.lowerBound < limit
    }

    /// Comments and blank lines from here to the start of something.
    mutating func lines(before limit: Int) -> [FormattedLine] {
        var lines: [FormattedLine] = []
        while hasComment(before: limit) { takeComment(&lines) }
        if breaks(before: limit) > 1 { lines.append(.blank) }
        return lines
    }

    /// Comments behind the last member of something that stand at least so far in.
    mutating func tail(before limit: Int, minimumColumn: Int) -> [FormattedLine] {
        var lines: [FormattedLine] = []
        while hasComment(before: limit), comments[next].column >= minimumColumn { takeComment(&lines) }
        return lines
    }

    /// Comments that silence warnings on the first line of brackets: they are meant for all that the brackets hold.
    mutating func takeIgnoring(in brackets: Range<Int>) -> [FormattedLine] {
        let line = syntax.bytes[brackets].firstIndex { $0 == 0x0A || $0 == 0x0D }
        guard let line else { return [] }
        let taken = comments[next...].indices.filter { index in
            let start = comments[index].range.lowerBound
            return start > brackets.lowerBound && start < line && formatted(comments[index]).isIgnoring
        }
        let lines = taken.map { formatted(comments[$0]) }
        for index in taken.reversed() { comments.remove(at: index) }
        return lines
    }

    /// The comment on the line where the last thing ended.
    mutating func trailingComment(before limit: Int = .max) -> String? {
        guard hasComment(before: limit), breaks(before: comments[next].range.lowerBound) == 0 else { return nil }
        let range = comments[next].range
        next += 1
        end = range.upperBound
        return SourceComments.text(of: range, in: syntax.bytes)
    }

    /// Whether `? ` stands in front of a key: between it and the text or comment before, where nothing but indicators
    /// and blanks can stand.
    func isExplicitKey(_ start: Int) -> Bool {
        guard end < start else { return false }
        return syntax.bytes[end..<start].split { $0 == 0x0A || $0 == 0x0D }
            .contains { $0.prefix { $0 != UInt8(ascii: "#") }.contains(UInt8(ascii: "?")) }
    }

    private mutating func takeComment(_ lines: inout [FormattedLine]) {
        let comment = comments[next]
        if breaks(before: comment.range.lowerBound) > 1 { lines.append(.blank) }
        lines.append(formatted(comment))
        end = comment.range.upperBound
        next += 1
    }

    private func formatted(_ comment: SourceComments.Comment) -> FormattedLine {
        .comment(SourceComments.text(of: comment.range, in: syntax.bytes))
    }

    private func breaks(before limit: Int) -> Int {
        guard end < limit else { return 0 }
        let gap = syntax.bytes[end..<limit]
        let lineFeeds = gap.count { $0 == 0x0A }
        return lineFeeds > 0 ? lineFeeds : gap.count { $0 == 0x0D }
    }
}
