import AssistantModel
import SourceDiagnostics

/// An `assistant` document, and what lies under and over it.
extension ManifestMapping {
    package static let assistant = ManifestMapping(
        "an assistant",
        [
            ManifestKey(
                "assistant",
                .name(.key),
                "The key: unique in the project, the identity on the account.",
                isRequired: true
            )
        ] + layeredKeys + [
            ManifestKey(
                "environments",
                .named(.mapping(.overrides), by: .environment),
                "What is different in single environments, merged over the rest key by key; `null` takes a value away."
            )
        ]
    )

    /// What `defaults` may hold.
    package static let defaults = ManifestMapping("`defaults`", layeredKeys)

    /// What an assistant's overrides for an environment may hold.
    package static let overrides = ManifestMapping(
        "the overrides of an environment",
        layeredKeys.map { key in
            switch key.name {
            case "knowledge": key.taking(.either([.name(.key), .mapping(.knowledgeOverrides)]))
            case "lifecycle": key.taking(.mapping(.lifecycleOverrides))
            default: key
            }
        }
    )

    /// An assistant with everything that lies under and over it.
    static let layered = ManifestMapping("an assistant", layeredKeys)

    private static let layeredKeys = [
        ManifestKey(
            "name",
            .text(maximum: LimitTable.nameCharacters),
            "What people call it.",
            standard: "the key"
        ),
        ManifestKey(
            "description",
            .text(maximum: LimitTable.descriptionCharacters),
            "For people: no model sees it. On `api: responses` it stands in the release only."
        ),
        ManifestKey("model", .text, "Required here or in `defaults`."),
        ManifestKey(
            "instructions",
            .either([
                .text(maximum: LimitTable.instructionsCharacters), .list(.either([.text, .mapping(.prompt)])),
                .mapping(.prompt),
            ]),
            "The prompt; a list is joined by blank lines. All of it together has at most "
                + "\(LimitTable.instructionsCharacters.grouped) characters."
        ),
        ManifestKey("reasoning_effort", .word(AssistantManifest.reasoningEfforts), "How long the model thinks."),
        ManifestKey(
            "temperature",
            .number(LimitTable.temperature),
            "How freely the model words its answers. The newest models take it with `reasoning_effort: none` only.",
            standard: "1"
        ),
        ManifestKey(
            "top_p",
            .number(LimitTable.topP),
            "The share of likely words that it chooses from.",
            standard: "1"
        ),
        ManifestKey(
            "response_format",
            .either([.word(ResponseFormatManifest.words), .mapping(.responseFormat)]),
            "The form of answers.",
            standard: "text"
        ),
        ManifestKey(
            "metadata",
            .named(
                .text(maximum: LimitTable.pairValueCharacters),
                by: .pairKey,
                maximum: LimitTable.metadataPairs
            ),
            "Pairs of your own, with keys of at most \(LimitTable.pairKeyCharacters) characters. "
                + "Pairs that others put on the object stay."
        ),
        ManifestKey(
            "tools",
            .list(.either([.word(ToolManifest.types)] + tools.map(ManifestValue.mapping)), maximum: LimitTable.tools),
            "What the model may call: a word such as `file_search`, or a mapping with its `type`."
        ),
        ManifestKey(
            "knowledge",
            .either([.name(.key), .mapping(.knowledge)]),
            "The files behind `file_search`, or the key of a `knowledge_base`."
        ),
        ManifestKey("lifecycle", .mapping(.lifecycle), "How it may change over time."),
        ManifestKey(
            "checks",
            .list(.mapping(.check)),
            "What it has to answer, for `assistantctl check`. Nothing of it reaches the account."
        ),
        ManifestKey(
            "checks_model",
            .text,
            "The model that judges answers where a check says `judged`: required then, here or in `defaults`."
        ),
    ]

    package static let prompt = ManifestMapping(
        "`instructions`",
        [ManifestKey("file", .path, "A text file in UTF-8, relative to the manifest.", isRequired: true)]
    )

    package static let lifecycle = ManifestMapping("`lifecycle`", lifecycleKeys)

    /// `lifecycle` of an assistant in one environment.
    package static let lifecycleOverrides = ManifestMapping(
        "`lifecycle` in an environment",
        lifecycleKeys + [
            ManifestKey(
                AdoptionManifest.key,
                .name(.assistant),
                "The id of an assistant on the account that nobody manages: the next apply takes it over as it is, and changes "
                    + "what differs. Afterwards the line can go.",
                apis: [.assistants],
            )
        ]
    )

    private static let lifecycleKeys = [
        ManifestKey(
            "protect",
            .flag,
            "Refuses to delete it. The object on the account is marked too, so that the protection outlives the manifest.",
            standard: "false"
        ),
        ManifestKey(
            "ignore",
            .list(.word(DefinitionFieldName.allCases.map(\.rawValue))),
            "Fields that people may edit on the account."
        ),
        ManifestKey(
            "renamed_from",
            .name(.key),
            "The key that it had before: the object keeps its identity."
        ),
    ]

    package static let responseFormat = ManifestMapping(
        "`response_format`",
        [ManifestKey("json_schema", .mapping(.jsonSchema), "Answers that follow a JSON Schema.", isRequired: true)]
    )

    package static let jsonSchema = ManifestMapping(
        "`json_schema`",
        [
            ManifestKey("name", .name(.name), "The format's name.", isRequired: true),
            ManifestKey("description", .text, "What the format is for: the model sees it."),
            ManifestKey(
                "strict",
                .nullable(.flag),
                "Whether answers follow the schema without exception; not every schema is possible then.",
                standard: "false"
            ),
            ManifestKey("schema", .json, "The JSON Schema; it or `file` is required."),
            ManifestKey("file", .path, "A JSON file with the schema, relative to the manifest."),
        ]
    )
}
