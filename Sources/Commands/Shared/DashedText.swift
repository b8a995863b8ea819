import ArgumentParser

/// Texts that begin with a dash, as lists and negative numbers do. Read as options they become something else: `- what is
/// covered?` holds `-h`.
package enum DashedText {
    /// - Parameter arguments: of the command line, without the program's name.
    /// - Throws: `ValidationError` for a text where an option could stand.
    package static func refuse(in arguments: [String]) throws(ValidationError) {
        var previous = ""
        for argument in arguments {
            if argument == "--" { return }
            if isText(argument), !previous.hasPrefix("-") {
                throw ValidationError(
                    "\"\(argument)\" begins with a dash, as options do. To mean the text, put `--` in front: "
                        + "-- \"\(argument)\""
                )
            }
            previous = argument
        }
    }

    /// Options have a letter behind their dashes, and no blank in their names.
    private static func isText(_ argument: String) -> Bool {
        guard argument.hasPrefix("-"), argument.count > 1 else { return false }
        let name = argument.drop { $0 == "-" }.prefix { $0 != "=" }
        return name.contains(where: \.isWhitespace) || !(name.first?.isLetter ?? false)
    }
}
