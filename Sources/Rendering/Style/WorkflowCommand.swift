import SourceDiagnostics

/// A line that a GitHub runner reads as a command and shows as an annotation of a file:
/// `::error file=assistants/bot.yaml,line=3,col=5,title=unknown-key::unknown key "modle"`.
///
/// What stands in it is the user's text, so it is escaped as the runner unescapes it: `%`, CR and LF as `%25`, `%0D` and
/// `%0A`, in properties `:` and `,` too, as `%3A` and `%2C`. Nothing in a prompt or a file name can then begin a command
/// of its own or add a property. Other characters that a log would obey are made visible.
struct WorkflowCommand {
    /// How an annotation is marked; of each kind a runner keeps ten in a step.
    enum Level: String, CaseIterable {
        case error, warning, notice
    }

    var level: Level
    /// In bold above the message.
    var title: String?
    /// May have several lines.
    var message: String
    /// The file is relative to the root of the repository, or the annotation shows nowhere but in the log.
    var location: SourceLocation?

    init(_ level: Level, title: String? = nil, _ message: String, at location: SourceLocation? = nil) {
        self.level = level
        self.title = title
        self.message = message
        self.location = location
    }

    /// The command without a line end.
    var line: String {
        let properties = properties.map { "\($0)=\(Self.escapedProperty($1))" }.joined(separator: ",")
        return "::\(level.rawValue)\(properties.isEmpty ? "" : " ")\(properties)::\(Self.escapedMessage(message))"
    }

    /// Columns only where the place ends on the line it begins on: GitHub refuses others. Its last column belongs to the
    /// place, while ours is the one behind.
    private var properties: [(String, String)] {
        var properties: [(String, String)] = []
        if let location {
            properties.append(("file", location.file))
            if let range = location.range {
                properties.append(("line", String(range.start.line)))
                if range.end.line > range.start.line {
                    properties.append(("endLine", String(range.end.line)))
                } else {
                    properties.append(("col", String(range.start.column)))
                    properties.append(("endColumn", String(max(range.start.column, range.end.column - 1))))
                }
            }
        }
        if let title { properties.append(("title", title)) }
        return properties
    }

    /// A text behind the second `::`.
    static func escapedMessage(_ text: String) -> String {
        escaped(text) { scalar in
            switch scalar {
            case "%": "%25"
            case "\r": "%0D"
            case "\n": "%0A"
            default: nil
            }
        }
    }

    /// The value of a property.
    static func escapedProperty(_ text: String) -> String {
        escaped(text) { scalar in
            switch scalar {
            case "%": "%25"
            case "\r": "%0D"
            case "\n": "%0A"
            case ":": "%3A"
            case ",": "%2C"
            default: nil
            }
        }
    }

    private static func escaped(_ text: String, _ code: (Unicode.Scalar) -> String?) -> String {
        text.replacingScalars { code($0.scalar) ?? ($0.scalar == "\t" ? nil : VisibleText.replacement(for: $0)) }
    }
}
