import ArgumentParser

/// How a run goes: asked about or not, and how fast.
package struct RunPace: ParsableArguments {
    @Flag(help: "Do not ask.")
    var yes = false

    @Option(help: "How many requests are under way at a time: 1 to 64.")
    var concurrency = RunOptions.defaultConcurrency

    package init() {}

    /// Refuses values that no command can work with, as wrong usage.
    package func validate() throws {
        guard (1...64).contains(concurrency) else { throw ValidationError("--concurrency takes a number from 1 to 64") }
    }
}
