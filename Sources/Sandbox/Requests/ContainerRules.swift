/// Containers (docs/openai-api.md, 9.18, 9.21).
enum ContainerRules {
    static let memoryLimit = Rule.choice(["1g", "4g", "16g", "64g"])

    static let networkPolicy = Rule.tagged([
        Rule.Variant("disabled"),
        Rule.Variant(
            "allowlist",
            [
                .required("allowed_domains", .array(Rule.anyString, count: 1...Int.max)),
                .optional("domain_secrets", .array(.openObject, count: 1...Int.max)),
            ]
        ),
    ])

    static let create = Rule.object(
        Rule.Fields([
            .required("name", .string(length: 1...Int.max)),
            .optional("file_ids", .array(.identifierString)),
            .optional(
                "expires_after",
                .object(
                    Rule.Fields([
                        .required("anchor", .choice(["last_active_at"])),
                        .required("minutes", .integer(1...Int.max)),
                    ])
                )
            ),
            .optional("memory_limit", memoryLimit),
            .optional("network_policy", networkPolicy),
            .optional(
                "skills",
                .array(
                    .tagged([
                        Rule.Variant(
                            "skill_reference",
                            [.required("skill_id", .string(length: 1...64)), .optional("version", Rule.anyString)]
                        ),
                        Rule.Variant(
                            "inline",
                            [
                                .required("name", Rule.anyString), .required("description", Rule.anyString),
                                .required("source", .openObject),
                            ]
                        ),
                    ])
                )
            ),
        ])
    )

    static let createFile = Rule.object(Rule.Fields([.required("file_id", .identifierString)]))
}
