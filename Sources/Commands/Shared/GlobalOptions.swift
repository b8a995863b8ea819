import ArgumentParser
import Foundation

/// What every command that works on a project takes.
package struct GlobalOptions: ParsableArguments {
    @Option(
        name: .customLong("env"),
        help: "The environment of project.yaml to work on.",
        completion: .environments
    )
    var environment: String?

    @OptionGroup var folder: FolderOption

    @Flag(name: .customLong("no-color"), help: "Print without colours.")
    var noColor = false

    @Flag(help: "Print every request to standard error, without keys and bodies.")
    var verbose = false

    package init() {}

    /// The folder that holds project.yaml and the manifests, as the user names it.
    var directory: String { folder.directory }

    /// What chose environment and folder, for commands that messages name.
    var place: RunPlace { RunPlace(environment: environment, folder: folder.named) }

    /// The streams of this process, coloured as flag and environment variables say.
    var console: Console {
        Console(noColor: noColor, environment: ProcessInfo.processInfo.environment, place: place)
    }
}

/// Where the project is.
struct FolderOption: ParsableArguments {
    @Option(
        name: .customLong("dir"),
        help: "The folder that holds project.yaml and the manifests. (default: assistants, here or in a folder above)",
        completion: .directory
    )
    var named: String?

    /// As the user names it, relative to where the command runs.
    var directory: String {
        named ?? ProjectFolder(workingFolder: absolutePath(FileManager.default.currentDirectoryPath)).name
    }
}
