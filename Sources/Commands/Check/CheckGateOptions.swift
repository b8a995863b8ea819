import ArgumentParser
import AssistantModel

/// What `plan` and `apply` take to ask checks first.
package struct CheckGateOptions: ParsableArguments {
    @Flag(
        name: .customLong("require-checks"),
        help: "Ask the checks of what changes, as it would be then, and refuse a plan that does not pass them."
    )
    var requireChecks = false

    @Option(
        help: ArgumentHelp(
            "What checks may spend at most, in dollars; none for no ceiling. An embedded account costs nothing.",
            valueName: "usd"
        )
    )
    var budget = CheckCeiling(limit: CheckTerms.standardCeiling)

    @Flag(
        name: .customLong("upload-all"),
        help: "Let checks upload a whole knowledge of more than 200 MB where the account cannot do with less."
    )
    var uploadAll = false

    package init() {}

    var terms: CheckTerms { CheckTerms(ceiling: budget.limit, uploadsAll: uploadAll) }

    /// What has to pass: at least what the environment requires.
    func required(in environment: EnvironmentSettings) -> EnvironmentSettings.RequiredChecks {
        max(environment.requiredChecks, requireChecks ? .declared : .none)
    }
}
