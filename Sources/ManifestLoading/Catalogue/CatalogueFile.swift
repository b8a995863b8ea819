import AssistantModel
import OrderedJSON
import SourceDiagnostics

/// A model catalogue as a JSON file: the one that ships inside the program (`models.json` beside this file), or the
/// one that `model_catalogue` in `project.yaml` puts in its place.
///
///     {
///       "format_version": 1,
///       "date": "2026-11-20",
///       "models": [ { "id": "gpt-6-luna", "prices": { "input": 0.1 } } ],
///       "tools": { "seen": "2026-03", "storage_per_gb_day": 0.1 }
///     }
///
/// | key of a model | meaning |
/// | --- | --- |
/// | `id`, `aliases` | names in requests; every name stands once in the file |
/// | `context`, `max_input`, `max_output` | tokens |
/// | `prices` | US dollars per million tokens: `input`, `cached_input`, `output` |
/// | `long_context` | `above_input_tokens`, and in percent of the prices what such a request costs: `input_percent`, `output_percent` |
/// | `temperature` | whether it takes `temperature` and `top_p`: `always`, `with_effort_none` or `never` |
/// | `rejected_reasoning_efforts` | values of `reasoning_effort` that it refuses |
/// | `tools` | hosted tools that it takes |
/// | `shutdown_date`, `replacements` | the day from which on requests fail, and what to use instead |
///
/// Everything but `format_version`, `date`, `models` and `id` may be left out: it is unknown then.
struct CatalogueFile {
    /// Of the format; a file of another version is refused.
    static let formatVersion = 1
    private static let tokens = 1...100_000_000

    private let problems: Problems

    init(problems: Problems) { self.problems = problems }

    /// The file that a field names.
    static func catalogue(_ field: Field, context: LoadContext) -> ModelCatalogue? {
        if let name = field.string(), ProjectPath.lowercasedExtension(of: name) != "json" {
            context.problems.error(
                "unsupported-file-type",
                "\(quoted(name)) is no JSON file by its name",
                at: field.location,
                hint: "name it `.json`; every `.yaml` file of the project is a manifest"
            )
            return nil
        }
        return context.includedJSON(field).flatMap { CatalogueFile(problems: context.problems).catalogue($0) }
    }

    /// Nil for a file without a usable date or list; problems are reported all the same.
    func catalogue(_ json: PlacedJSON) -> ModelCatalogue? {
        let file = PlacedMember(name: "the catalogue", json: json, problems: problems)
        guard let members = file.members(of: "a model catalogue", keys: ["format_version", "date", "models", "tools"])
        else { return nil }
        if let version = required("format_version", members, json)?.integer(in: 0...Int(Int32.max)),
            version != Self.formatVersion
        {
            problems.error(
                "unsupported-format-version",
                "this version reads catalogues of format version \(Self.formatVersion), not \(version)",
                at: members["format_version"]?.location
            )
            return nil
        }
        let date = required("date", members, json)?.day()
        let models = required("models", members, json)?.list().map(models)
        let toolPrices = members["tools"].map(toolPrices) ?? .init()
        guard let date, let models else { return nil }
        return ModelCatalogue(date: date, models: models, toolPrices: toolPrices)
    }

    private func required(_ name: String, _ members: [String: PlacedMember], _ json: PlacedJSON) -> PlacedMember? {
        if let member = members[name] { return member }
        problems.error("missing-key", "a model catalogue needs `\(name)`", at: json.location)
        return nil
    }

    private func models(_ elements: [PlacedMember]) -> [CatalogueModel] {
        var places: [String: SourceLocation] = [:]
        return elements.compactMap { element in
            guard let model = model(element) else { return nil }
            for name in [model.id] + model.aliases {
                if let first = places[name] {
                    problems.error(
                        "duplicate-model",
                        "the model \(quoted(name)) stands in the catalogue already",
                        at: element.location,
                        notes: [.init("first here", at: first)]
                    )
                }
                places[name] = places[name] ?? element.location
            }
            return model
        }
    }

    private func model(_ element: PlacedMember) -> CatalogueModel? {
        let keys = [
            "id", "aliases", "context", "max_input", "max_output", "prices", "long_context", "temperature",
            "rejected_reasoning_efforts", "tools", "shutdown_date", "replacements",
        ]
        guard let members = element.members(of: "a model", keys: keys) else { return nil }
        guard let name = members["id"] else {
            problems.error("missing-key", "a model needs `id`", at: element.location)
            return nil
        }
        guard let id = name.string() else { return nil }
        var model = CatalogueModel(id: id)
        model.aliases = members["aliases"]?.list()?.compactMap { $0.string() } ?? []
        model.contextTokens = members["context"]?.integer(in: Self.tokens)
        model.maximumInputTokens = members["max_input"]?.integer(in: Self.tokens)
        model.maximumOutputTokens = members["max_output"]?.integer(in: Self.tokens)
        model.prices = members["prices"].flatMap(prices) ?? .init()
        model.longContext = members["long_context"].flatMap(longContext)
        model.sampling = members["temperature"]?.choice(CatalogueModel.Sampling.allCases.map(\.rawValue))
            .flatMap(CatalogueModel.Sampling.init(rawValue:))
        model.rejectedEfforts =
            members["rejected_reasoning_efforts"]?.list()?.compactMap { $0.choice(AssistantManifest.reasoningEfforts) }
            ?? []
        model.tools = members["tools"]?.list()?.compactMap { $0.string() }
        model.shutdown = members["shutdown_date"]?.day()
        model.replacements = members["replacements"]?.list()?.compactMap { $0.string() } ?? []
        return model
    }

    private func prices(_ member: PlacedMember) -> CatalogueModel.Prices? {
        member.members(of: "`prices`", keys: ["input", "cached_input", "output"]).map {
            CatalogueModel.Prices(
                input: $0["input"]?.price(),
                cachedInput: $0["cached_input"]?.price(),
                output: $0["output"]?.price()
            )
        }
    }

    private func longContext(_ member: PlacedMember) -> CatalogueModel.LongContext? {
        let keys = ["above_input_tokens", "input_percent", "output_percent"]
        guard let members = member.members(of: "`long_context`", keys: keys) else { return nil }
        for key in keys where members[key] == nil {
            problems.error("missing-key", "`long_context` needs `\(key)`", at: member.location)
        }
        guard let above = members[keys[0]]?.integer(in: Self.tokens),
            let input = members[keys[1]]?.integer(in: 1...10_000),
            let output = members[keys[2]]?.integer(in: 1...10_000)
        else { return nil }
        return .init(aboveInputTokens: above, inputPercent: input, outputPercent: output)
    }

    private func toolPrices(_ member: PlacedMember) -> ModelCatalogue.ToolPrices {
        let keys = [
            "seen", "storage_per_gb_day", "free_storage_gb", "file_search_per_thousand_calls",
            "code_interpreter_per_session",
        ]
        guard let members = member.members(of: "`tools`", keys: keys) else { return .init() }
        return ModelCatalogue.ToolPrices(
            seen: members["seen"].flatMap(seen),
            storagePerGigabyteAndDay: members["storage_per_gb_day"]?.price(),
            freeStorageGigabytes: members["free_storage_gb"]?.integer(in: 0...1_000_000),
            fileSearchPerThousandCalls: members["file_search_per_thousand_calls"]?.price(),
            codeInterpreterPerSession: members["code_interpreter_per_session"]?.price()
        )
    }

    /// A day, or a month where the day is not known.
    private func seen(_ member: PlacedMember) -> String? {
        guard let text = member.string() else { return nil }
        if CalendarDay(text) != nil || CalendarDay(text + "-01") != nil { return text }
        problems.error(
            "invalid-date",
            "\(quoted(text)) is neither a day nor a month",
            at: member.location,
            hint: "such as 2026-11-20 or 2026-03"
        )
        return nil
    }
}

extension ModelCatalogue {
    /// The catalogue that ships inside the program.
    package static let builtIn: ModelCatalogue = {
        let problems = Problems()
        guard let json = try? JSONReader().value(from: PackageResources.models_json),
            let catalogue = CatalogueFile(problems: problems)
                .catalogue(PlacedJSON(json, at: SourceLocation(file: "models.json"))),
            problems.sorted.isEmpty
        else {
            // The bytes are compiled in, and the tests read them.
            preconditionFailure("the built-in model catalogue cannot be read")
        }
        return catalogue
    }()
}
