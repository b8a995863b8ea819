import AssistantModel

/// What an assistant has to answer.
extension ManifestMapping {
    package static let check = ManifestMapping(
        "a check",
        [
            ManifestKey(
                "ask",
                .text,
                "The question. It names the check: no two of an assistant ask the same.",
                isRequired: true
            ),
            ManifestKey(
                "functions",
                .named(.json, by: .function),
                "What functions answer here: a text as it is, everything else as JSON. A real one is never called, and a "
                    + "call without an answer here makes the answer wrong."
            ),
            ManifestKey(
                "expect",
                .list(.mapping(.expectation)),
                "What has to be true of an answer: all of it, one thing an entry.",
                isRequired: true
            ),
            ManifestKey(
                "at_least",
                .number(0.6...1),
                "The share of answers that has to be right: 0.6 to 0.99 with at most four decimals, or 1.",
                standard: "1"
            ),
            ManifestKey(
                "runs",
                .integer(1...LimitTable.checkRuns),
                "How often it is asked at most.",
                standard: "1 where `at_least` is 1, else 200"
            ),
        ]
    )

    package static let expectation = ManifestMapping(
        "an expectation",
        textRules
            + textRules.map { rule in
                ManifestKey("not_\(rule.name)", rule.value, "The opposite of `\(rule.name)`.")
            }
            + [
                ManifestKey(
                    "cites",
                    .path,
                    "A file of the knowledge, or a glob: the answer names it, or one of them, as its source."
                ),
                ManifestKey(
                    "judged",
                    .text,
                    "`checks_model` finds that the answer does this: one criterion, in words."
                ),
                ManifestKey(
                    "calls",
                    .named(.json, by: .function),
                    "Functions that are called, each with at least these arguments."
                ),
            ]
    )

    /// They compare in Unicode's form C, and by case.
    private static let textRules = [
        ManifestKey("contains", .text, "The answer holds this text."),
        ManifestKey("contains_any", .list(.text), "The answer holds one of these texts."),
        ManifestKey("matches", .text, "This regular expression is found in the answer."),
        ManifestKey("equals", .text, "The answer is this text and nothing else."),
        ManifestKey("is_json", .mapping(.jsonExpectation), "The answer is JSON and nothing else; `{}` for any JSON."),
    ]

    package static let jsonExpectation = ManifestMapping(
        "`is_json`",
        [
            ManifestKey("schema", .json, "A JSON Schema that the answer fits."),
            ManifestKey("file", .path, "A JSON file with the schema, relative to the manifest."),
        ]
    )
}
