import ArgumentParser
import ManifestLoading
import OrderedJSON

/// `assistantctl schema`.
package struct SchemaCommand: ParsableCommand {
    /// What a schema is of.
    enum Document: String, CaseIterable, ExpressibleByArgument {
        case assistant, project
    }

    package static let configuration = CommandConfiguration(
        commandName: "schema",
        abstract: "Print the JSON Schema (draft-07) of manifests, for editors.",
        discussion: Examples.below(
            """
            Keep it in a file beside the manifests, and name that in their first line, where editors look for it: \
            # yaml-language-server: $schema=../schema/assistant.schema.json
            """,
            ("Of assistants and knowledge bases.", "assistantctl schema assistant"),
            ("Of project.yaml.", "assistantctl schema project")
        )
    )

    @Argument(help: "What it is of: assistant (also for knowledge bases), or project (project.yaml).")
    var document = Document.assistant

    package init() {}

    package func run() {
        let schema =
            switch document {
            case .assistant: ManifestSchema.manifest
            case .project: ManifestSchema.project
            }
        print(JSONWriter(layout: .pretty).string(from: schema))
    }
}
