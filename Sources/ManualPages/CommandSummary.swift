import OrderedJSON

/// A command as `--experimental-dump-help` describes it: what `--help` prints is made from the same.
package struct CommandSummary: Equatable, Sendable {
    /// With the commands above it: `["assistantctl", "plan"]`.
    package var path: [String]
    package var abstract: String
    package var discussion: String
    package var arguments: [CommandArgument]
    package var subcommands: [CommandSummary]

    /// Reads the whole document that the program prints.
    ///
    /// - Throws: ``JSONError`` or ``JSONCursorError`` for what is no such document.
    package init(dump: some Collection<UInt8>) throws {
        try self.init(JSONCursor(JSONReader().value(from: dump)).required("command"), below: [])
    }

    private init(_ command: JSONCursor, below path: [String]) throws(JSONCursorError) {
        self.path = path + [try command.string("commandName")]
        abstract = try command.optionalString("abstract") ?? ""
        discussion = try command.optionalString("discussion") ?? ""
        arguments = []
        for argument in try command.list("arguments") {
            let argument = try CommandArgument(argument)
            if argument.isShown, path.isEmpty || !argument.isVersion { arguments.append(argument) }
        }
        subcommands = []
        for subcommand in try command.list("subcommands") where try subcommand.string("commandName") != "help" {
            subcommands.append(try CommandSummary(subcommand, below: self.path))
        }
    }

    /// As it is typed: `assistantctl plan`.
    package var name: String { path.joined(separator: " ") }

    /// What `man` finds it under: `assistantctl-plan`.
    package var pageName: String { path.joined(separator: "-") }
}

/// What stands behind a command on its line.
package struct CommandArgument: Equatable, Sendable {
    /// With their dashes, as declared; none for what is told by its place.
    package var names: [String]
    /// What its value stands for; nil for a flag.
    package var value: String?
    package var help: String
    package var defaultValue: String?
    package var isOptional: Bool
    package var isRepeating: Bool
    fileprivate var isShown: Bool
    fileprivate var isVersion: Bool { names == ["--version"] }

    fileprivate init(_ argument: JSONCursor) throws(JSONCursorError) {
        names = []
        for name in try argument.list("names") {
            names.append((try name.string("kind") == "long" ? "--" : "-") + (try name.string("name")))
        }
        value = try argument.string("kind") == "flag" ? nil : argument.string("valueName")
        help = try argument.optionalString("abstract") ?? ""
        defaultValue = try argument.optionalString("defaultValue")
        isOptional = try argument.optionalBoolean("isOptional") ?? false
        isRepeating = try argument.optionalBoolean("isRepeating") ?? false
        isShown = try argument.optionalBoolean("shouldDisplay") ?? true
    }
}
