/// Which characters stand in sources as they are.
///
/// Everything that is not seen, that turns the direction of writing, or that some language or editor takes for the end
/// of a line is written by its number: what a reader of the program sees is what the server gets.
enum SourceScalar {
    /// Line ends and tabs are not: each literal has its own way to write them.
    static func isPlain(_ scalar: Unicode.Scalar) -> Bool {
        if scalar.value < 0x7F { return scalar.value >= 0x20 }
        // The joiners of emoji and of scripts that need them.
        if scalar.value == 0x200C || scalar.value == 0x200D { return true }
        switch scalar.properties.generalCategory {
        case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate, .privateUse, .unassigned: return false
        default: return true
        }
    }

    static func hexadecimal(_ value: UInt32, digits: Int) -> String {
        let text = String(value, radix: 16)
        return String(repeating: "0", count: max(0, digits - text.utf8.count)) + text
    }
}

extension String {
    /// Built scalar by scalar: a quote before a combining accent is one `Character`, and has to be seen all the same.
    func escapingScalars(_ replacement: (Unicode.Scalar) -> String?) -> String {
        var scalars = String.UnicodeScalarView()
        for scalar in unicodeScalars {
            if let text = replacement(scalar) {
                scalars.append(contentsOf: text.unicodeScalars)
            } else {
                scalars.append(scalar)
            }
        }
        return String(scalars)
    }

    /// The lines between line feeds; the last is empty where the text ends with one.
    var linesByLineFeed: [String] {
        unicodeScalars.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    }
}
