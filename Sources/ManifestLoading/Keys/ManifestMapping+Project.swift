import AssistantModel

/// `project.yaml`.
extension ManifestMapping {
    package static let project = ManifestMapping(
        "a project",
        [
            ManifestKey(
                "project",
                .name(.project),
                "The project's name, a part of every mark on the account: lower-case words joined by hyphens.",
                isRequired: true
            ),
            ManifestKey(
                "files_root",
                .path,
                "The folder that no path may leave, relative to `project.yaml`: `..` for a `docs/` folder beside the manifests.",
                standard: "."
            ),
            ManifestKey(
                "default_environment",
                .name(.environment),
                "The environment without `--env`.",
                standard: "the only one"
            ),
            ManifestKey(
                "environments",
                .named(.mapping(.environment), by: .environment),
                "Accounts to deploy to, by name: lower-case letters and digits, at most 16.",
                isRequired: true
            ),
            ManifestKey("defaults", .mapping(.defaults), "What lies under every assistant, key by key."),
            ManifestKey(
                "model_catalogue",
                .path,
                "A JSON file that takes the place of the program's own list of models, limits and prices.",
                standard: "the program's own"
            ),
            ManifestKey(
                "serve",
                .mapping(.serve),
                "How `assistantctl serve` puts assistants before the public: who, how much, for how much money."
            ),
        ]
    )

    package static let environment = ManifestMapping(
        "an environment",
        [
            ManifestKey(
                "api",
                .word(APIKind.allCases.map(\.rawValue)),
                "How assistants live on the account: as releases for the Responses API, or as objects of the Assistants API.",
                standard: APIKind.responses.rawValue
            ),
            ManifestKey(
                "base_url",
                .url,
                "Where requests go, with its `/v1`; `embedded` for the local account inside the program.",
                standard: "`OPENAI_BASE_URL`, else api.openai.com"
            ),
            ManifestKey(
                "organization",
                .text,
                "Sent with every request; answers from another one stop a run.",
                standard: "`OPENAI_ORG_ID`"
            ),
            ManifestKey(
                "project",
                .text,
                "OpenAI's project, sent with every request.",
                standard: "`OPENAI_PROJECT_ID`"
            ),
            ManifestKey(
                "api_key_env",
                .name(.variable),
                "The environment variable that holds the key. The key itself never stands in a manifest.",
                standard: "OPENAI_API_KEY"
            ),
            ManifestKey(
                "ca_file",
                .path,
                "Certificates in PEM form that are trusted besides those of the machine: of a company's own authority."
            ),
            ManifestKey("protect", .flag, "Refuses `destroy`.", standard: "false"),
            ManifestKey(
                "require_checks",
                .either([.flag, .word([EnvironmentSettings.RequiredChecks.all.rawValue])]),
                "`apply` asks the checks of what it would change, and applies only what passed; `all`: an assistant without "
                    + "checks does not pass either.",
                standard: "false"
            ),
            ManifestKey(
                "registry",
                .word(EnvironmentSettings.Registry.allCases.map(\.rawValue)),
                "Where releases live: a skill, or a vector store on hosts without `/v1/skills`, with a weaker lock.",
                standard: EnvironmentSettings.Registry.skill.rawValue,
                apis: [.responses]
            ),
            ManifestKey("serve", .mapping(.serve), "Laid over the project's `serve`, key by key."),
        ]
    )
}
