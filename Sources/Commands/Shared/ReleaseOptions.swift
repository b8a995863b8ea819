import ArgumentParser
import Deployment

/// What commands that make releases take. Other apis have no use for it and pass it over.
package struct ReleaseOptions: ParsableArguments {
    @Flag(
        help: """
            Assert that the run which holds the lock is dead, and go on (api: responses): after about three minutes, in \
            which a run that lives after all sees that it lost the lock, and 22 seconds on the embedded account.
            """
    )
    package var takeover = false

    @Option(help: "How many releases are kept for rollback: 1 to 100 (api: responses).")
    package var keep = ResponsesAdapter.defaultKeep

    package init() {}

    package func validate() throws {
        guard (1...100).contains(keep) else { throw ValidationError("--keep takes a number from 1 to 100") }
    }
}
