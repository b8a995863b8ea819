import AssistantModel

/// `serve` in `project.yaml` and in its environments.
extension ManifestMapping {
    private static let money = ManifestValue.number(0...10_000)
    private static let standards = ServeSettings()

    package static let serve = ManifestMapping(
        "`serve`",
        [
            ManifestKey(
                "assistants",
                .list(.name(.key)),
                "What visitors may choose. Required unless the account is embedded.",
                standard: "all, on an embedded account"
            ),
            ManifestKey("visitors", .mapping(.serveVisitors), "Limits of one visitor."),
            ManifestKey(
                "addresses",
                .mapping(.serveAddresses),
                "Limits of one network address. Tokens of visitors are free: these and the budget are what protects."
            ),
            ManifestKey(
                "budget",
                .mapping(.serveBudget),
                "What visitors may spend together, in UTC days. Required unless the account is embedded."
            ),
            ManifestKey("answer", .mapping(.serveAnswer), "Bounds of one answer, from which its worst case follows."),
            ManifestKey(
                "prices",
                .named(.mapping(.servePrices)),
                "Dollars for a million tokens of models, where the catalogue has none."
            ),
            ManifestKey("tool_prices", .mapping(.serveToolPrices), "Prices of tools, where the catalogue has none."),
            ManifestKey(
                "reserve_usd",
                .named(money),
                "Dollars that an answer keeps for a tool that nothing bounds, by its type: `web_search`, `mcp`, `code_interpreter`."
            ),
            ManifestKey(
                "origins",
                .list(.url),
                "Pages that may show the chat in a frame, such as `https://www.example.com`."
            ),
            ManifestKey(
                "public_url",
                .url,
                "Where visitors reach the chat. Required where it listens beyond loopback."
            ),
            ManifestKey("disclosure", .text(maximum: 500), "Always shown.", standard: standards.disclosure),
            ManifestKey(
                "citations",
                .word(ServeSettings.Citations.allCases.map(\.rawValue)),
                "Whether citations show the names of documents only, or the passages too.",
                standard: standards.citations.rawValue
            ),
            ManifestKey(
                "keep_hours",
                .integer(1...8760),
                "How long chats are kept after their last message; ratings are kept 30 days.",
                standard: String(standards.keepHours)
            ),
            ManifestKey("functions", .named(.mapping(.serveFunction)), "Where functions are answered, by their names."),
            ManifestKey(
                "clients",
                .named(.mapping(.serveClient)),
                "Programs that may use the endpoints of the OpenAI API, each with a pot of its own."
            ),
            ManifestKey(
                "api_key_env",
                .name(.variable),
                "The environment variable of a key that can answer and not deploy.",
                standard: "the environment's `api_key_env`"
            ),
            ManifestKey("theme", .mapping(.serveTheme), "How the page looks."),
        ]
    )

    package static let serveVisitors = ManifestMapping(
        "`visitors`",
        [
            ManifestKey(
                "messages_per_minute",
                .integer(1...1000),
                "Messages of one visitor in a minute.",
                standard: String(standards.visitors.messagesPerMinute)
            ),
            ManifestKey(
                "messages_per_day",
                .integer(1...100_000),
                "Messages of one visitor in a UTC day.",
                standard: String(standards.visitors.messagesPerDay)
            ),
            ManifestKey(
                "characters",
                .integer(1...100_000),
                "Characters of one message.",
                standard: String(standards.visitors.characters)
            ),
        ]
    )

    package static let serveAddresses = ManifestMapping(
        "`addresses`",
        [
            ManifestKey(
                "messages_per_minute",
                .integer(1...100_000),
                "Messages of one address in a minute.",
                standard: String(standards.addresses.messagesPerMinute)
            ),
            ManifestKey(
                "new_visitors_per_hour",
                .integer(1...100_000),
                "Visitors that one address can become in an hour.",
                standard: String(standards.addresses.newVisitorsPerHour)
            ),
            ManifestKey(
                "usd_per_day",
                money,
                "Dollars that one address may cost in a UTC day.",
                standard: "two fifths of the budget, at most 2"
            ),
        ]
    )

    package static let serveBudget = ManifestMapping(
        "`budget`",
        [
            ManifestKey("usd_per_day", money, "Dollars that all visitors may cost in a UTC day.", isRequired: true),
            ManifestKey(
                "usd_per_visitor_per_day",
                money,
                "Dollars that one visitor may cost in a UTC day.",
                standard: "a fifth of `usd_per_day`"
            ),
        ]
    )

    package static let serveAnswer = ManifestMapping(
        "`answer`",
        [
            ManifestKey(
                "max_output_tokens",
                .integer(16...1_000_000),
                "Tokens that the model may write, over all requests of an answer.",
                standard: String(standards.answer.maxOutputTokens)
            ),
            ManifestKey(
                "max_tool_calls",
                .integer(1...100),
                "Calls of hosted tools, over all requests of an answer.",
                standard: String(standards.answer.maxToolCalls)
            ),
            ManifestKey(
                "function_rounds",
                .integer(0...20),
                "How often functions may be called before the model has to answer.",
                standard: String(standards.answer.functionRounds)
            ),
            ManifestKey(
                "history_messages",
                .integer(0...200),
                "Earlier messages that go with a question.",
                standard: String(standards.answer.historyMessages)
            ),
        ]
    )

    package static let servePrices = ManifestMapping(
        "the prices of a model",
        [
            ManifestKey("input", money, "Of a million tokens that the model reads.", isRequired: true),
            ManifestKey("cached_input", money, "Of those from the provider's cache.", standard: "`input`"),
            ManifestKey("output", money, "Of a million tokens that it writes, reasoning included.", isRequired: true),
        ]
    )

    package static let serveToolPrices = ManifestMapping(
        "`tool_prices`",
        [
            ManifestKey("file_search_per_thousand_calls", money, "Of a thousand calls of file search."),
            ManifestKey("code_interpreter_per_session", money, "Of a container."),
        ]
    )

    package static let serveFunction = ManifestMapping(
        "the address of a function",
        [
            ManifestKey("url", .url, "Gets the arguments as JSON: https, or http on loopback.", isRequired: true),
            ManifestKey("timeout_seconds", .integer(1...300), "How long it may take.", standard: "10"),
            ManifestKey(
                "token_env",
                .name(.variable),
                "The environment variable of a token for `Authorization: Bearer`."
            ),
        ]
    )

    package static let serveClient = ManifestMapping(
        "a client",
        [
            ManifestKey(
                "token_env",
                .name(.variable),
                "The environment variable of the token that the client sends as its key.",
                isRequired: true
            ),
            ManifestKey("usd_per_day", money, "Dollars that the client may cost in a UTC day.", isRequired: true),
            ManifestKey("assistants", .list(.name(.key)), "What it may ask.", standard: "all that are served"),
        ]
    )

    package static let serveTheme = ManifestMapping(
        "`theme`",
        [
            ManifestKey("color", .text(maximum: 7), "Of buttons and links: `#rrggbb`."),
            ManifestKey("radius", .integer(0...40), "Of corners, in pixels."),
            ManifestKey("font", .text(maximum: 200), "Names of fonts that visitors have, such as `Georgia, serif`."),
            ManifestKey("logo", .path, "An image of at most 64 KB: SVG, PNG, JPEG or WebP."),
        ]
    )
}
