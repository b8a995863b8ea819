import AssistantModel
import OrderedJSON

/// What refers to what in a project, as its manifests say: assistants, their knowledge and functions, and files.
///
/// Equal projects give equal graphs. An object has the same id in every graph that it is in.
package struct ProjectGraph: Equatable, Sendable {
    /// What a node stands for.
    package enum Kind: String, CaseIterable, Sendable {
        case assistant, knowledge, store, function, server, file, folder
    }

    package struct Node: Equatable, Sendable {
        package var kind: Kind
        /// Such as `assistant.support-bot`: the address of what has one.
        package var id: String
        package var title: String
        /// Such as a model or a number of files.
        package var detail: String
        /// 0 to 2: what stands in a column refers to the next one.
        package var column: Int
    }

    /// Both are indices of nodes.
    package struct Edge: Hashable, Sendable {
        package var from: Int
        package var to: Int
    }

    /// By kind and id.
    package private(set) var nodes: [Node] = []
    /// By the nodes that they begin and end at.
    package private(set) var edges: [Edge] = []

    /// Of more files than this in one place, folders are drawn, and of more folders their number.
    private static let limit = 8

    /// - Parameter keys: the assistants that are drawn, with what they refer to; nil for everything.
    package init(_ desired: DesiredState, only keys: Set<String>? = nil) {
        var parts = Parts()
        let assistants = desired.assistants.filter { keys?.contains($0.key) != false }
        let used = Set(assistants.compactMap { $0.externalStoreID == nil ? $0.knowledge : nil })
        for knowledge in desired.knowledgeBases where keys == nil || used.contains(knowledge.key) {
            let id = ResourceAddress.vectorStore(knowledge.key).description
            parts.add(
                Node(
                    kind: .knowledge,
                    id: id,
                    title: knowledge.key,
                    detail: Wording.count(knowledge.files.count, "file"),
                    column: 1
                )
            )
            parts.addFiles(knowledge.files.map(\.path), of: id, below: "\(knowledge.key)/", column: 2)
        }
        for assistant in assistants {
            let definition = assistant.definition
            let id = ResourceAddress.assistant(assistant.key).description
            parts.add(Node(kind: .assistant, id: id, title: assistant.key, detail: definition.model, column: 0))
            if let store = assistant.externalStoreID {
                let node = Node(
                    kind: .store,
                    id: "vector_store#\(store)",
                    title: store,
                    detail: "filled elsewhere",
                    column: 1
                )
                parts.add(node, behind: id)
            } else if let knowledge = assistant.knowledge {
                parts.connect(id, to: ResourceAddress.vectorStore(knowledge).description)
            }
            for tool in definition.tools.map(\.plain) {
                switch tool {
                case .function(let function):
                    let node = Node(
                        kind: .function,
                        id: "function.\(function.name)",
                        title: function.name,
                        detail: "function",
                        column: 1
                    )
                    parts.add(node, behind: id)
                case .other("mcp", let fields):
                    let label = fields["server_label"]?.stringValue ?? "mcp"
                    parts.add(
                        Node(kind: .server, id: "mcp.\(label)", title: label, detail: "MCP server", column: 1),
                        behind: id
                    )
                case .fileSearch, .codeInterpreter, .other, .extended: break
                }
            }
            let files = assistant.codeInterpreterFiles.map(\.path)
            parts.addFiles(files, of: id, below: "\(assistant.key)/code_interpreter/", column: 1)
        }
        let order = parts.nodes.values.sorted { left, right in
            let ranks = (left.rank, right.rank)
            return ranks.0 == ranks.1 ? left.id.utf8.lexicographicallyPrecedes(right.id.utf8) : ranks.0 < ranks.1
        }
        nodes = order
        let places = Dictionary(uniqueKeysWithValues: order.enumerated().map { ($1.id, $0) })
        edges = parts.edges.compactMap { edge in
            guard let from = places[edge.from], let to = places[edge.to] else { return nil }
            return Edge(from: from, to: to)
        }.sorted { ($0.from, $0.to) < ($1.from, $1.to) }
    }

    /// What is gathered before it is put in order.
    private struct Parts {
        private(set) var nodes: [String: Node] = [:]
        private(set) var edges: Set<Reference> = []

        struct Reference: Hashable {
            var from: String
            var to: String
        }

        mutating func add(_ node: Node, behind owner: String? = nil) {
            if nodes[node.id] == nil { nodes[node.id] = node }
            if let owner { connect(owner, to: node.id) }
        }

        mutating func connect(_ from: String, to: String) { edges.insert(Reference(from: from, to: to)) }

        /// The files of an owner: each, or their folders, or their number.
        ///
        /// - Parameter place: what the addresses of the files begin with, behind their type.
        mutating func addFiles(_ paths: [String], of owner: String, below place: String, column: Int) {
            if paths.count <= ProjectGraph.limit {
                for path in paths {
                    let name = ProjectFile.name(ofPath: path)
                    let folder = String(path.dropLast(name.count))
                    add(
                        Node(kind: .file, id: "file.\(place)\(path)", title: name, detail: folder, column: column),
                        behind: owner
                    )
                }
                return
            }
            let folders = Dictionary(grouping: paths) { path in
                String(path.dropLast(ProjectFile.name(ofPath: path).count))
            }
            guard folders.count <= ProjectGraph.limit else {
                let detail = "in \(Wording.count(folders.count, "folder"))"
                let title = Wording.count(paths.count, "file")
                add(
                    Node(kind: .folder, id: "folder.\(place)", title: title, detail: detail, column: column),
                    behind: owner
                )
                return
            }
            for (folder, paths) in folders {
                let title = folder.isEmpty ? "./" : folder
                let detail = Wording.count(paths.count, "file")
                add(
                    Node(kind: .folder, id: "folder.\(place)\(folder)", title: title, detail: detail, column: column),
                    behind: owner
                )
            }
        }
    }
}

extension ProjectGraph.Node {
    fileprivate var rank: Int { ProjectGraph.Kind.allCases.firstIndex(of: kind) ?? 0 }
}
