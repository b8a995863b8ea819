/// Texts that begin with a dash, as lists and negative numbers do. Read as options they become something else: `- what is
/// covered?` holds `-h`.
enum DashedText {
    /// The first text that stands where an option could; nil where there is none.
    ///
    /// - Parameter arguments: of the command line, without the program's name.
    static func first(in arguments: [String]) -> String? {
        var previous = ""
        for argument in arguments {
            if argument == "--" { return nil }
            if isText(argument), !previous.hasPrefix("-") { return argument }
            previous = argument
        }
        return nil
    }

    /// Options have a letter behind their dashes, and no blank in their names.
    private static func isText(_ argument: String) -> Bool {
        guard argument.hasPrefix("-"), argument.count > 1 else { return false }
        let name = argument.drop { $0 == "-" }.prefix { $0 != "=" }
        return name.contains(where: \.isWhitespace) || !(name.first?.isLetter ?? false)
    }
}
