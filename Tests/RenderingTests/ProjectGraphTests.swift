import AssistantModel
import OrderedJSON
import SourceDiagnostics
import TestSupport
import Testing

@testable import Rendering

@Suite("The graph of a project")
struct ProjectGraphTests {
    @Test("has each assistant, its knowledge, functions, servers and files once")
    func nodes() {
        let graph = ProjectGraph(.shop)
        #expect(
            graph.nodes.map(\.id) == [
                "assistant.helper", "assistant.seller", "vector_store.handbook", "vector_store#vs_1",
                "function.lookup_order", "mcp.crm", "file.handbook/docs/a.md",
                "file.seller/code_interpreter/data/prices.csv",
            ]
        )
        #expect(
            graph.references == [
                "assistant.helper -> vector_store#vs_1", "assistant.helper -> function.lookup_order",
                "assistant.seller -> vector_store.handbook", "assistant.seller -> function.lookup_order",
                "assistant.seller -> mcp.crm", "assistant.seller -> file.seller/code_interpreter/data/prices.csv",
                "vector_store.handbook -> file.handbook/docs/a.md",
            ]
        )
    }

    @Test("of some assistants has what they refer to, and nothing else")
    func selection() {
        let graph = ProjectGraph(.shop, only: ["helper"])
        #expect(graph.nodes.map(\.id) == ["assistant.helper", "vector_store#vs_1", "function.lookup_order"])
    }

    @Test("shows folders of many files, and their number where there are many folders")
    func folders() {
        let folders = (0..<12).map { "docs/\($0 % 2 == 0 ? "even" : "odd")/\($0).md" }
        #expect(
            ProjectGraph(.knowledge(folders)).nodes.map(\.title) == ["helper", "helper", "docs/even/", "docs/odd/"]
        )
        let scattered = (0..<12).map { "docs/\($0)/a.md" }
        #expect(ProjectGraph(.knowledge(scattered)).nodes.map(\.detail).last == "in 12 folders")
    }

    @Test("is the same whatever order things are declared in")
    func deterministic() {
        var other = DesiredState.shop
        other.assistants.reverse()
        other.knowledgeBases.reverse()
        #expect(ProjectGraph(other) == ProjectGraph(.shop))
    }

    @Test("in each format holds no text that its reader takes for something else")
    func escaping() {
        let graph = ProjectGraph(.knowledge(["docs/a \"b\" <c> & \\n #35; `d`;\u{202E}.md"]))
        let mermaid = MermaidGraph.text(graph)
        #expect(
            mermaid.contains(
                "[\"a #34;b#34; #60;c#62; #38; #92;n #35;35#59; #96;d#96;#59;#60;U+202E#62;.md<br/>docs/\"]"
            )
        )
        #expect(DOTGraph.text(graph).contains("label=\"a \\\"b\\\" <c> &amp; \\\\n #35; `d`;<U+202E>.md\\ndocs/\""))
        let svg = SVGGraph.text(graph, title: "A & B")
        #expect(svg.contains("<title id=\"title\">A &amp; B</title>"))
        #expect(svg.contains("a &quot;b&quot; &lt;c&gt; &amp; \\n #35; `d`;&lt;U+202E&gt;.md, docs/</title>"))
    }

    @Test("of 40 assistants is drawn as somebody looked at it")
    func drawing() throws {
        let text = SVGGraph.text(ProjectGraph(.office), title: "What refers to what in office in test")
        try expectSnapshot(text, named: "graph", extension: "svg")
    }

    @Test("has a different name in Mermaid for every id")
    func identifiers() {
        let names = ["a-b", "a_b", "a--b", "a-", "a%2D", "a.b", "a b", "ab"]
        let graph = ProjectGraph(.functions(names))
        let ids = MermaidGraph.text(graph).split(separator: "\n").filter { $0.contains("{{") }
            .compactMap { $0.split(separator: "{").first.map(String.init) }
        #expect(Set(ids).count == names.count)
        let allowed = Set("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_.-/%")
        for id in ids.map({ $0.trimmingPrefix { $0 == " " } }) {
            #expect(id.allSatisfy { allowed.contains($0) })
            #expect(!id.contains("--") && !id.contains("-.") && id.last != "-")
        }
    }
}

@Suite("The layout of a graph")
struct GraphLayoutTests {
    @Test("puts nothing on top of something else")
    func noOverlap() {
        for graph in [ProjectGraph(.shop), ProjectGraph(.many(assistants: 40))] {
            let places = GraphLayout(graph).places
            for column in 0...2 {
                let rows = places.filter { $0.column == column }.map(\.row).sorted()
                for (upper, lower) in zip(rows, rows.dropFirst()) { #expect(lower - upper > 0.999) }
                #expect(rows.allSatisfy { $0 >= 0 })
            }
        }
    }

    @Test("stands assistants of one knowledge base together")
    func together() {
        let graph = ProjectGraph(.many(assistants: 40))
        let rows = Dictionary(
            uniqueKeysWithValues: zip(graph.nodes.map(\.id), GraphLayout(graph).places.map(\.row))
        )
        let order = (0..<40).sorted { (rows["assistant.a\($0)"] ?? 0) < (rows["assistant.a\($1)"] ?? 0) }.map { $0 % 4 }
        // Four groups: the team changes three times.
        #expect(zip(order, order.dropFirst()).count { $0 != $1 } == 3)
    }

    @Test("of nothing is empty")
    func empty() {
        let graph = ProjectGraph(.shop, only: [])
        #expect(GraphLayout(graph).places.isEmpty)
        #expect(SVGGraph.text(graph, title: "Nothing").hasSuffix("</svg>\n"))
    }
}

extension ProjectGraph {
    fileprivate var references: [String] { edges.map { "\(nodes[$0.from].id) -> \(nodes[$0.to].id)" } }
}

extension DesiredState {
    private static let place = SourceLocation(file: "a.yaml")

    private static func state(_ assistants: [Assistant], _ knowledge: [KnowledgeBase] = []) -> DesiredState {
        DesiredState(
            project: "shop",
            environment: EnvironmentSettings(name: "test", location: place),
            assistants: assistants,
            knowledgeBases: knowledge
        )
    }

    private static func base(_ key: String, _ paths: [String]) -> KnowledgeBase {
        KnowledgeBase(
            key: key,
            isShared: true,
            files: paths.map { ProjectFile(path: $0, origin: place) },
            location: place
        )
    }

    private static func assistant(_ key: String, _ tools: [Tool] = [], knowledge: String? = nil) -> Assistant {
        Assistant(
            key: key,
            definition: AssistantDefinition(model: "gpt-6-luna", tools: tools),
            knowledge: knowledge,
            location: place
        )
    }

    fileprivate static var shop: DesiredState {
        let lookup = Tool.function(FunctionTool(name: "lookup_order"))
        let server = Tool.other(type: "mcp", fields: ["type": "mcp", "server_label": "crm"])
        var helper = assistant("helper", [lookup])
        helper.externalStoreID = "vs_1"
        var seller = assistant("seller", [lookup, .codeInterpreter, server], knowledge: "handbook")
        seller.codeInterpreterFiles = [ProjectFile(path: "data/prices.csv", origin: place)]
        return state([helper, seller], [base("handbook", ["docs/a.md"])])
    }

    fileprivate static func knowledge(_ paths: [String]) -> DesiredState {
        state([assistant("helper", knowledge: "helper")], [base("helper", paths)])
    }

    fileprivate static func functions(_ names: [String]) -> DesiredState {
        state([assistant("helper", names.map { Tool.function(FunctionTool(name: $0)) })])
    }

    /// Forty assistants with teams, functions and files, some of them with names that are too long or wide.
    fileprivate static var office: DesiredState {
        let functions = ["lookup_order", "open_return", "book_a_slot_in_the_workshop_of_the_partner", "stock"]
        let assistants = (0..<40).map { number -> Assistant in
            let used = functions.indices.filter { (number + $0) % 9 == 0 }.map { functions[$0] }
            let knowledge = number % 5 == 0 ? nil : number % 7 == 3 ? "own-\(number)" : "team-\(number % 6)"
            let key = number == 11 ? "the-assistant-of-everybody-who-has-no-assistant-yet" : "assistant-\(number)"
            return assistant(key, used.map { Tool.function(FunctionTool(name: $0)) }, knowledge: knowledge)
        }
        let teams = (0..<6).map { team in
            base("team-\(team)", (0..<(3 + 2 * team)).map { "docs/team-\(team)/chapter-\($0).md" })
        }
        let own = assistants.compactMap(\.knowledge).filter { $0.hasPrefix("own-") }.map { key in
            base(
                key,
                [
                    "\(key)/\u{624B}\u{518C}\u{7528}\u{6237}\u{6307}\u{5357}\u{53C2}\u{8003}\u{5927}\u{5168}.md",
                    "\(key)/WWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWW.md",
                ]
            )
        }
        return state(assistants, teams + own)
    }

    fileprivate static func many(assistants count: Int) -> DesiredState {
        state(
            (0..<count).map { assistant("a\($0)", knowledge: "team-\($0 % 4)") },
            (0..<4).map { base("team-\($0)", ["docs/\($0)/a.md", "docs/\($0)/b.md"]) }
        )
    }
}
