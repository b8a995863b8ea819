/// The files that `init` writes: small, valid, and deployed by the next `apply` to the embedded sandbox.
struct StarterProject {
    let project: String

    /// Paths relative to the assistants folder, and their texts.
    var files: [(path: String, text: String)] {
        [
            (
                "project.yaml",
                """
                project: \(project)
                default_environment: sandbox
                environments:
                  # A local account inside the command: no server, no key, no cost.
                  sandbox: { api: assistants, base_url: embedded }
                defaults:
                  model: gpt-6-luna

                """
            ),
            (
                "helpdesk.yaml",
                """
                assistant: helpdesk
                name: Helpdesk
                description: Answers questions from the handbook
                instructions:
                  file: prompts/helpdesk.md
                tools:
                  - file_search
                knowledge:
                  files:
                    - knowledge/**/*.md

                """
            ),
            (
                "prompts/helpdesk.md",
                """
                You answer questions of colleagues from the handbook.

                - Name the section that an answer comes from.
                - When the handbook does not say, say so. Do not guess.

                """
            ),
            (
                "knowledge/handbook.md",
                """
                # Handbook

                ## Opening hours

                The helpdesk is open from Monday to Friday, 8:00 to 17:00.

                """
            ),
        ]
    }
}
