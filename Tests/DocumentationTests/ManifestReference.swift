import AssistantModel
import ManifestLoading

/// `docs/reference/manifests.md`: every key of every manifest, from the description that the loader reads with.
struct ManifestReference {
    private static let introduction = """
        # Manifests, key by key

        This page is made from the description that the program itself reads manifests with; `make test` compares the two.
        How they work together: [manifests](../explanation/manifests.md). A first project: the [tutorial](../tutorial.md).

        Every `*.yaml` and `*.yml` below `assistants/` holds one or more documents, separated by `---`: assistants and
        knowledge bases; `project.yaml` is the project. Unknown keys are errors. Paths are relative to the manifest that
        names them. Characters are Unicode scalars.
        """

    /// Documents first, then what stands below their keys.
    private static let sections: [(title: String, mapping: ManifestMapping, note: String?)] = [
        ("`project.yaml`", .project, nil),
        ("An environment", .environment, "A member of `environments` of `project.yaml`."),
        ("An assistant", .assistant, nil),
        (
            "A knowledge base", .knowledgeBase,
            "A document of its own, for knowledge that several assistants share: `knowledge: <its key>`."
        ),
        ("`knowledge`", .knowledge, "The knowledge of one assistant. `file_search` and `knowledge` need each other."),
        (
            "`knowledge` in an environment", .knowledgeOverrides,
            "What is merged over `knowledge` in one environment, and what it adopts there."
        ),
        (
            "A knowledge base in an environment", .knowledgeBaseOverrides,
            "What is merged over a knowledge base in one environment, and what it adopts there."
        ),
        ("An entry of `files`", .file, "A path alone, or a mapping with attributes."),
        ("`chunking`", .chunking, nil),
        ("`instructions`", .prompt, "Where the prompt, or a part of it, stands in a file of its own."),
        ("`response_format`", .responseFormat, nil),
        ("`json_schema`", .jsonSchema, nil),
        ("`lifecycle`", .lifecycle, nil),
        (
            "`lifecycle` in an environment", .lifecycleOverrides,
            "What is merged over `lifecycle` in one environment, and what the assistant adopts there."
        ),
        ("A check", .check, "A question with what its answer has to be, for `assistantctl check`."),
        (
            "An expectation", .expectation,
            "One of these keys. Texts are compared in Unicode's form C and by case."
        ),
        ("`is_json`", .jsonExpectation, nil),
        ("`file_search`", .fileSearch, "A tool that searches the assistant's knowledge."),
        ("`ranking_options`", .rankingOptions, nil),
        ("`hybrid_search`", .hybridSearch, nil),
        (
            "A filter", .attributeFilter,
            "A comparison has `key` and `value`; `and` and `or` combine `filters`, of which each is a filter again."
        ),
        ("`code_interpreter`", .codeInterpreter, "A tool that lets the model write and run programs."),
        ("A function", .function, "A tool that the application carries out: `type: function`."),
        ("`web_search`", .webSearch, "A tool that searches the web."),
        ("`filters` of `web_search`", .domainFilters, nil),
        ("`user_location`", .userLocation, nil),
        ("`mcp`", .mcp, "The tools of a server that speaks the Model Context Protocol."),
        ("A filter of tools", .toolFilter, nil),
        ("`require_approval`", .approval, nil),
        (
            "`serve`", .serve,
            "In `project.yaml`, and in an environment, whose own is laid over it. [Serve a chat](../how-to/serve.md) says what it is for."
        ),
        ("`visitors`", .serveVisitors, nil),
        ("`addresses`", .serveAddresses, nil),
        ("`budget`", .serveBudget, nil),
        ("`answer`", .serveAnswer, nil),
        ("The prices of a model", .servePrices, nil),
        ("`tool_prices`", .serveToolPrices, nil),
        ("The address of a function", .serveFunction, nil),
        ("A client", .serveClient, nil),
        ("`theme`", .serveTheme, nil),
    ]

    /// The whole page.
    static var text: String {
        let contents = sections.map { "- [\($0.title)](#\(anchor(of: $0.title)))" }
        let tables = sections.map { section in
            (["## \(section.title)"] + (section.note.map { [$0] } ?? []) + [table(of: section.mapping)])
                .joined(separator: "\n\n")
        }
        return ([introduction, contents.joined(separator: "\n")] + tables).joined(separator: "\n\n") + "\n"
    }

    private static func table(of mapping: ManifestMapping) -> String {
        (["| key | value | meaning |", "| --- | --- | --- |"]
            + mapping.keys.map { key in
                let required = key.isRequired ? " (required)" : ""
                return "| `\(key.name)`\(required) | \(text(of: key.value)) | \(meaning(of: key)) |"
            })
            .joined(separator: "\n")
    }

    private static func meaning(of key: ManifestKey) -> String {
        var text = key.meaning
        if let standard = key.standard {
            let isProse = standard.contains(" ") || standard.contains("`")
            text += " Default: \(isProse ? standard : "`\(standard)`")."
        }
        let all = ManifestMapping.environment["api"].map { words(of: $0.value) } ?? []
        if key.apis.count < all.count {
            text += " Only with \(key.apis.map { "`api: \($0.rawValue)`" }.joined(separator: ", "))."
        }
        if key.since != firstVersion { text += " Since \(key.since)." }
        return text.replacing("|", with: "\\|")
    }

    /// What every key is from that does not say otherwise.
    private static let firstVersion = "0.1.0"

    private static func words(of value: ManifestValue) -> [String] {
        if case .word(let words) = value { words } else { [] }
    }

    private static func text(of value: ManifestValue) -> String {
        switch value {
        case .text(let maximum?): "text, at most \(grouped(maximum)) characters"
        case .text(nil): "text"
        case .word(let words) where words.count == 1: "`\(words[0])`"
        case .word(let words): words.map { "`\($0)`" }.joined(separator: ", ")
        case .flag: "`true`, `false`"
        case .integer(let range): "\(grouped(range.lowerBound)) to \(grouped(range.upperBound))"
        case .number(let range): "a number from \(number(range.lowerBound)) to \(number(range.upperBound))"
        case .name(let rule): name(rule)
        case .path: "a path"
        case .url: "a URL"
        case .list(let element, let maximum?): "a list of \(plural(of: element)), at most \(maximum)"
        case .list(let element, nil): "a list of \(plural(of: element))"
        case .mapping(let mapping): link(to: mapping)
        case .named(let value, _, let maximum):
            "names of your own, each with \(text(of: value))"
                + (maximum.map { "; at most \($0)" } ?? "")
        case .nullable(let value): text(of: value) + ", or `null`"
        case .json: "JSON Schema or any JSON, in YAML or as `{ file: <path> }`"
        case .filter: "[a filter](#a-filter)"
        case .either(let values): values.map(text).joined(separator: "; or ")
        case .scalar: "a text, a number or a boolean"
        }
    }

    private static func plural(of value: ManifestValue) -> String {
        switch value {
        case .text: "texts"
        case .name(.key): "keys of assistants"
        case .url: "URLs"
        case .filter: "[filters](#a-filter)"
        case .word(let words): words.map { "`\($0)`" }.joined(separator: ", ")
        case .either(let values): values.map(plural).joined(separator: " or ")
        default: text(of: value)
        }
    }

    private static func name(_ rule: IdentifierRule) -> String {
        switch rule {
        case .key: "lower-case letters, digits and hyphens, a letter or digit first, at most 63"
        case .project: "lower-case letters and digits with single hyphens between, at most 36"
        case .environment: "lower-case letters and digits, at most 16"
        case .name: "letters, digits, `_` and `-`, at most 64"
        case .function: "letters, digits, `_` and `-`, at most 128"
        case .variable: "the name of an environment variable"
        case .pairKey: "at most 64 characters"
        case .assistant: "the id of an assistant, such as `asst_abc123`"
        case .vectorStore: "the id of a vector store, such as `vs_abc123`"
        }
    }

    private static func link(to mapping: ManifestMapping) -> String {
        guard let section = sections.first(where: { $0.mapping.owner == mapping.owner }) else {
            return "the keys of [an assistant](#an-assistant) but `assistant` and `environments`"
        }
        return "[\(section.title)](#\(anchor(of: section.title)))"
    }

    /// As GitHub makes it.
    private static func anchor(of title: String) -> String {
        title.lowercased().filter { $0.isLetter || $0.isNumber || $0 == " " || $0 == "_" || $0 == "-" }
            .replacing(" ", with: "-")
    }

    private static func grouped(_ number: Int) -> String {
        var digits = String(number)
        var groups: [String] = []
        while digits.count > 3 {
            groups.insert(String(digits.suffix(3)), at: 0)
            digits.removeLast(3)
        }
        return ([digits] + groups).joined(separator: ",")
    }

    private static func number(_ number: Double) -> String {
        number == number.rounded() ? grouped(Int(number)) : "\(number)"
    }
}
