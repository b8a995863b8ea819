/// The files that `init` writes: small, valid, and deployed by the next `apply` to the embedded sandbox.
struct StarterProject {
    let project: String

    /// A name as YAML reads it back: one that looks like a number or a word of YAML needs quotes.
    static func scalar(_ name: String) -> String {
        let words = ["y", "n", "yes", "no", "on", "off", "true", "false", "null"]
        let isPlain = name.first?.isLetter == true && !words.contains(name)
        return isPlain ? name : "\"\(name)\""
    }

    /// Paths relative to the assistants folder, and their texts.
    var files: [(path: String, text: String)] {
        [
            (
                "project.yaml",
                """
                project: \(Self.scalar(project))
                default_environment: sandbox
                environments:
                  # A local account inside the command: no server, no key, no cost.
                  sandbox: { api: responses, base_url: embedded }
                  # api.openai.com, with the key in OPENAI_API_KEY: assistantctl plan --env production
                  production: { api: responses }
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
