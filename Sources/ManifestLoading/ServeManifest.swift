import AssistantModel
import SourceDiagnostics
import YAMLTree

/// `serve`, with the environment's own laid over the project's.
struct ServeManifest {
    private(set) var settings = ServeSettings()
    /// The assistants that it names, with their places.
    private(set) var references: [(key: String, location: SourceLocation)] = []
    /// Where `serve` is written.
    let location: SourceLocation

    /// Nil where neither says anything.
    init?(project: Field?, environment: Field?, isEmbedded: Bool, context: LoadContext) {
        let layers = [project, environment].compactMap { $0 }
        guard let top = layers.last else { return nil }
        var pairs: [YAMLNode.Pair] = []
        for layer in layers {
            guard case .mapping(let members) = layer.node.value else {
                _ = layer.mapping(.serve)
                continue
            }
            pairs = Layering.merge(members, over: pairs)
        }
        location = top.location
        let mapping = MappingReader(pairs, of: .serve, at: top.location, problems: context.problems)
        readLimits(mapping)
        readMoney(mapping)
        readFront(mapping, context)
        readFunctions(mapping, context)
        readClients(mapping)
        if let list = mapping["assistants"]?.list() {
            settings.assistants = keys(list)
            if list.isEmpty {
                context.problems.error("empty-value", "`assistants` names none", at: mapping["assistants"]?.location)
            }
        }
        guard !isEmbedded else { return }
        _ = mapping.required("assistants", hint: "such as `assistants: [support-bot]`: what visitors may choose")
        _ = mapping.required("budget", hint: "such as `budget: { usd_per_day: 5 }`: you pay for every answer")
    }

    private mutating func keys(_ list: [Field]) -> [String] {
        list.compactMap { field in
            Identifier.key(field).map { key in
                references.append((key, field.location))
                return key
            }
        }
    }

    private mutating func readLimits(_ mapping: MappingReader) {
        if let visitors = mapping["visitors"]?.mapping(.serveVisitors) {
            Self.read(visitors, "messages_per_minute", into: &settings.visitors.messagesPerMinute)
            Self.read(visitors, "messages_per_day", into: &settings.visitors.messagesPerDay)
            Self.read(visitors, "characters", into: &settings.visitors.characters)
        }
        if let addresses = mapping["addresses"]?.mapping(.serveAddresses) {
            Self.read(addresses, "messages_per_minute", into: &settings.addresses.messagesPerMinute)
            Self.read(addresses, "new_visitors_per_hour", into: &settings.addresses.newVisitorsPerHour)
            if let price = addresses["usd_per_day"]?.dollars() { settings.addresses.perDay = price }
        }
        if let answer = mapping["answer"]?.mapping(.serveAnswer) {
            Self.read(answer, "max_output_tokens", into: &settings.answer.maxOutputTokens)
            Self.read(answer, "max_tool_calls", into: &settings.answer.maxToolCalls)
            Self.read(answer, "function_rounds", into: &settings.answer.functionRounds)
            Self.read(answer, "history_messages", into: &settings.answer.historyMessages)
        }
        Self.read(mapping, "keep_hours", into: &settings.keepHours)
    }

    /// A number within the range that its key's description has.
    private static func read(_ mapping: MappingReader, _ key: String, into value: inout Int) {
        guard let field = mapping[key], case .integer(let range)? = mapping.mapping[key]?.value,
            let number = field.integer(in: range)
        else { return }
        value = number
    }

    private mutating func readMoney(_ mapping: MappingReader) {
        if let budget = mapping["budget"]?.mapping(.serveBudget) {
            settings.budget.perDay = budget.required("usd_per_day")?.dollars()
            settings.budget.perVisitorAndDay = budget["usd_per_visitor_per_day"]?.dollars()
        }
        for (pair, field) in mapping["prices"]?.pairs() ?? [] {
            guard let prices = field.mapping(.servePrices), let input = prices.required("input")?.dollars(),
                let output = prices.required("output")?.dollars()
            else { continue }
            settings.prices[pair.key] = ServeSettings.ModelPrices(
                input: input,
                cachedInput: prices["cached_input"]?.dollars(),
                output: output
            )
        }
        if let tools = mapping["tool_prices"]?.mapping(.serveToolPrices) {
            settings.fileSearchPerThousandCalls = tools["file_search_per_thousand_calls"]?.dollars()
            settings.codeInterpreterPerSession = tools["code_interpreter_per_session"]?.dollars()
        }
        for (pair, field) in mapping["reserve_usd"]?.pairs() ?? [] {
            if let price = field.dollars() { settings.reserves[pair.key] = price }
        }
    }

    private mutating func readFront(_ mapping: MappingReader, _ context: LoadContext) {
        settings.origins = (mapping["origins"]?.list() ?? []).compactMap { origin($0) }
        settings.publicURL = mapping["public_url"].flatMap { origin($0) }
        if let text = mapping["disclosure"]?.string(maximum: 500) { settings.disclosure = text }
        if let word = mapping["citations"]?.choice(ServeSettings.Citations.allCases.map(\.rawValue)),
            let citations = ServeSettings.Citations(rawValue: word)
        {
            settings.citations = citations
        }
        settings.apiKeyVariable = mapping["api_key_env"].flatMap { Identifier.variable($0) }
        guard let theme = mapping["theme"]?.mapping(.serveTheme) else { return }
        if let field = theme["color"], let color = field.string() {
            if color.wholeMatch(of: /#[0-9a-fA-F]{6}/) != nil {
                settings.theme.color = color
            } else {
                field.problems.error(
                    "invalid-name",
                    "\(quoted(color)) is not a colour",
                    at: field.location,
                    hint: "write #rrggbb"
                )
            }
        }
        settings.theme.radius = theme["radius"]?.integer(in: 0...40)
        if let field = theme["font"], let font = field.string(maximum: 200) {
            if font.wholeMatch(of: /[A-Za-z0-9 ,'_-]+/) != nil {
                settings.theme.font = font
            } else {
                field.problems.error(
                    "invalid-name",
                    "\(quoted(font)) is not a list of fonts",
                    at: field.location,
                    hint: "letters, digits, blanks, commas, hyphens"
                )
            }
        }
        if let field = theme["logo"], let path = field.string() {
            settings.theme.logo = context.path(named: path, at: field.location, root: context.filesRoot)
        }
    }

    /// `https://host[:port]`, or `http` on loopback, without a path.
    private func origin(_ field: Field) -> String? {
        guard var url = field.string() else { return nil }
        while url.hasSuffix("/") { url.removeLast() }
        guard WebAddress.isOrigin(url) else {
            field.problems.error(
                "invalid-url",
                "\(quoted(url)) is not an origin",
                at: field.location,
                hint: "write scheme, host and port only, such as https://www.example.com; http on loopback only"
            )
            return nil
        }
        return url.lowercased()
    }

    private mutating func readFunctions(_ mapping: MappingReader, _ context: LoadContext) {
        for (pair, field) in mapping["functions"]?.pairs() ?? [] {
            guard let function = field.mapping(.serveFunction), let address = function.required("url"),
                let url = address.string()
            else { continue }
            guard WebAddress.isHTTPSOrLoopback(url) else {
                field.problems.error(
                    "invalid-url",
                    "\(quoted(url)) is no address for a function",
                    at: address.location,
                    hint: "https, or http on loopback: arguments are what visitors wrote"
                )
                continue
            }
            WebAddress.refuseSecrets(
                of: url,
                in: "the URL of a function",
                at: address.location,
                "name its variable in `token_env`",
                context
            )
            settings.functions[pair.key] = ServeSettings.FunctionAddress(
                url: url,
                timeoutSeconds: function["timeout_seconds"]?.integer(in: 1...300) ?? 10,
                tokenVariable: function["token_env"].flatMap { Identifier.variable($0) }
            )
        }
    }

    private mutating func readClients(_ mapping: MappingReader) {
        for (pair, field) in mapping["clients"]?.pairs() ?? [] {
            guard let client = field.mapping(.serveClient),
                let variable = client.required("token_env").flatMap({ Identifier.variable($0) }),
                let perDay = client.required("usd_per_day")?.dollars()
            else { continue }
            settings.clients[pair.key] = ServeSettings.Client(
                tokenVariable: variable,
                perDay: perDay,
                assistants: client["assistants"]?.list().map { keys($0) }
            )
        }
    }

    /// What only all manifests together can tell.
    func check(_ assistants: [Assistant], isEmbedded: Bool, _ problems: Problems) {
        let known = assistants.map(\.key)
        for (key, location) in references where !known.contains(key) {
            problems.error(
                "unknown-assistant",
                "`serve` names \(quoted(key)), which no manifest declares",
                at: location,
                hint: Suggestion.hint(for: key, among: known) ?? "declared: \(known.sorted().joined(separator: ", "))"
            )
        }
        guard !isEmbedded else { return }
        for assistant in assistants where settings.assistants.contains(assistant.key) {
            for case .function(let function) in assistant.definition.tools.map(\.plain)
            where settings.functions[function.name] == nil {
                problems.error(
                    "function-without-url",
                    "`serve` has no URL for the function \(quoted(function.name)) of \(quoted(assistant.key))",
                    at: references.first { $0.key == assistant.key }?.location ?? location,
                    hint: "add `functions: { \(function.name): { url: ... } }` below `serve`"
                )
            }
        }
    }
}

extension Field {
    /// An amount of dollars with at most six decimals.
    func dollars() -> Price? {
        guard number(in: 0...10_000) != nil, case .scalar(let scalar) = node.value else { return nil }
        guard let price = Price(decimal: scalar.text.hasPrefix("+") ? String(scalar.text.dropFirst()) : scalar.text)
        else {
            problems.error("out-of-range", "`\(name)` has more than six decimals", at: location)
            return nil
        }
        return price
    }
}
