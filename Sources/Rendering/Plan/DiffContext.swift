/// How much of what stays the same is shown around a change of prose.
package enum DiffContext: Equatable, Sendable {
    /// So many unchanged lines on each side; long lines and the texts of new objects are cut.
    case lines(Int)
    /// Everything; nothing is cut or folded.
    case full

    /// What `--context` takes: `full`, or a number of lines from 0.
    package init?(argument: String) {
        if argument == "full" {
            self = .full
        } else if let lines = Int(argument), lines >= 0 {
            self = .lines(lines)
        } else {
            return nil
        }
    }

    /// The number for a diff.
    var lineCount: Int {
        switch self {
        case .lines(let count): count
        case .full: .max / 4
        }
    }
}
