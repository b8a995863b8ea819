/// A place in a text: line and column count from 1, columns in Unicode scalars, as compilers print them.
package struct SourcePosition: Hashable, Comparable, Sendable, Codable {
    package var line: Int
    package var column: Int

    package init(line: Int, column: Int) {
        self.line = line
        self.column = column
    }

    package static func < (left: SourcePosition, right: SourcePosition) -> Bool {
        (left.line, left.column) < (right.line, right.column)
    }
}

/// A half-open stretch of a text: `end` is the position just behind its last character.
package struct SourceRange: Hashable, Comparable, Sendable, Codable {
    package var start: SourcePosition
    package var end: SourcePosition

    package init(start: SourcePosition, end: SourcePosition) {
        self.start = start
        self.end = end
    }

    package static func < (left: SourceRange, right: SourceRange) -> Bool {
        (left.start, left.end) < (right.start, right.end)
    }
}

/// Where something was written: a file, as the user would name it, and where known the range inside it.
package struct SourceLocation: Hashable, Comparable, Sendable, Codable, CustomStringConvertible {
    /// The path as shown to users: relative to the folder the command runs in, with `/` between its parts.
    package var file: String
    package var range: SourceRange?

    package init(file: String, range: SourceRange? = nil) {
        self.file = file
        self.range = range
    }

    /// `file:line:column`, or just the file where no range is known.
    package var description: String {
        guard let start = range?.start else { return file }
        return "\(file):\(start.line):\(start.column)"
    }

    package static func < (left: SourceLocation, right: SourceLocation) -> Bool {
        if left.file != right.file { return left.file < right.file }
        switch (left.range, right.range) {
        case (nil, nil): return false
        case (nil, _): return true
        case (_, nil): return false
        case (let left?, let right?): return left < right
        }
    }
}
