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

    @Option(
        name: .customLong("dir"),
        help: "The folder that holds project.yaml and the manifests.",
        completion: .directory
    )
    var directory = "assistants"

    @Flag(name: .customLong("no-color"), help: "Print without colours.")
    var noColor = false

    @Flag(help: "Print every request to standard error, without keys and bodies.")
    var verbose = false

    package init() {}

    /// The streams of this process, coloured as flag and environment variables say.
    var console: Console {
        Console(noColor: noColor, environment: ProcessInfo.processInfo.environment)
    }
}
