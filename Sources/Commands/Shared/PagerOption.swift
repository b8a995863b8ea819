import ArgumentParser
import Foundation

/// What commands take whose results may be longer than the terminal.
struct PagerOption: ParsableArguments {
    @Flag(
        name: .customLong("no-pager"),
        help: "Print to the terminal what is longer than it, without ASSISTANTCTL_PAGER, PAGER or less."
    )
    var noPager = false
}

extension GlobalOptions {
    /// The streams of this process, with a pager for long results on a terminal.
    func console(_ option: PagerOption) -> Console {
        let environment = ProcessInfo.processInfo.environment
        return Console(
            noColor: noColor,
            environment: environment,
            place: place,
            pager: option.noPager ? nil : Pager(variables: environment)
        )
    }
}
