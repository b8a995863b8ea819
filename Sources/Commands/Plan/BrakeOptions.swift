import ArgumentParser

/// What lets through what a plan refuses on suspicion.
package struct BrakeOptions: ParsableArguments {
    @Flag(name: .customLong("allow-mass-delete"), help: "Do not refuse a plan that deletes most of the project.")
    var allowMassDelete = false

    @Flag(
        name: .customLong("allow-unknown-model"),
        help: "Do not refuse a model that neither the account nor the catalogue knows."
    )
    var allowUnknownModel = false

    package init() {}
}
