import AssistantModel
import Planning

/// What refers to what among the objects of a plan: assistants, the stores they search, and how many files change in
/// each.
struct ReferenceGraph: Equatable {
    /// What a node stands for.
    enum Kind: Int, Equatable, CaseIterable {
        case assistants, stores, storeFiles
        /// Files of code interpreter, which belong to an assistant itself.
        case assistantFiles
    }

    /// An object, several objects of one kind and action, or the changed files of one owner.
    struct Node: Equatable {
        var kind: Kind
        /// Such as `assistant.support-bot` or `12 files`.
        var title: String
        /// Such as `update` or `3 to create, 1 to delete`; empty for an object that the plan leaves as it is.
        var detail: String
        /// The object's action; nil for files and for objects that the plan leaves as they are.
        var action: ResourceChange.Action?

        /// From 0: what stands in a column refers to the next one.
        var column: Int {
            switch kind {
            case .assistants: 0
            case .stores, .assistantFiles: 1
            case .storeFiles: 2
            }
        }
    }

    /// A reference; both are indices of nodes.
    struct Edge: Hashable {
        var from: Int
        var to: Int
    }

    private(set) var nodes: [Node] = []
    /// In the order of the nodes they start at.
    private(set) var edges: [Edge] = []
    /// Whether objects are counted instead of shown one by one.
    private(set) var isSummary = false

    /// More nodes than this in a column are counted instead.
    private static let limit = 24

    /// - Parameter changes: all of a plan, sorted.
    init(_ changes: [ResourceChange]) {
        let parts = GraphParts(changes)
        let detailed = parts.nodes.map(\.value)
        isSummary = (0...2).contains { column in detailed.count { $0.column == column } > Self.limit }
        if isSummary {
            (nodes, edges) = Self.counted(detailed, parts.edges)
        } else {
            (nodes, edges) = (detailed, parts.edges)
        }
    }

    /// One node for each kind and action.
    private static func counted(_ nodes: [Node], _ edges: [Edge]) -> ([Node], [Edge]) {
        var groups: [Node] = []
        var counts: [Int] = []
        let groupOfNode = nodes.map { node -> Int in
            let group = Node(kind: node.kind, title: "", detail: "", action: node.action)
            let index = groups.firstIndex(of: group) ?? groups.count
            if index == groups.count {
                groups.append(group)
                counts.append(0)
            }
            counts[index] += 1
            return index
        }
        for index in groups.indices {
            let node = groups[index]
            groups[index].title =
                switch node.kind {
                case .assistants: Wording.count(counts[index], "assistant")
                case .stores: Wording.count(counts[index], "vector store")
                case .storeFiles, .assistantFiles: "files of \(Wording.count(counts[index], "object"))"
                }
            groups[index].detail =
                node.action.map { "to \($0.rawValue)" }
                ?? (node.kind == .stores || node.kind == .assistants ? "unchanged" : "")
        }
        let order = groups.indices.sorted { (groups[$0].kind.rawValue, $0) < (groups[$1].kind.rawValue, $1) }
        var place = Array(repeating: 0, count: groups.count)
        for (position, index) in order.enumerated() { place[index] = position }
        let counted = Set(edges.map { Edge(from: place[groupOfNode[$0.from]], to: place[groupOfNode[$0.to]]) })
        return (order.map { groups[$0] }, counted.sorted { ($0.from, $0.to) < ($1.from, $1.to) })
    }
}

/// The nodes and edges of single objects.
private struct GraphParts {
    private(set) var nodes: [(key: ResourceAddress?, value: ReferenceGraph.Node)] = []
    private(set) var edges: [ReferenceGraph.Edge] = []
    private var indices: [ResourceAddress: Int] = [:]

    init(_ changes: [ResourceChange]) {
        let actions = Dictionary(changes.map { ($0.address, $0.action) }, uniquingKeysWith: { first, _ in first })
        let files = changes.filter(\.address.isFile)
        var owners: [ResourceAddress] = []
        var actionsByOwner: [ResourceAddress: [ResourceChange.Action]] = [:]
        for file in files {
            let owner = file.address.fileOwner
            if actionsByOwner[owner] == nil { owners.append(owner) }
            actionsByOwner[owner, default: []].append(file.action)
        }
        var stores: [ResourceAddress: [ResourceAddress]] = [:]
        for change in changes {
            guard case .assistant(let key) = change.address.resource else { continue }
            let own = ResourceAddress.vectorStore(key)
            var used = change.dependencies.filter(\.isStore)
            if !used.contains(own), actions[own] != nil || actionsByOwner[own] != nil { used.append(own) }
            stores[change.address] = used.sorted()
        }
        let objects = changes.map(\.address).filter { !$0.isFile } + owners
        for address in objects where !address.isStore { add(address, .assistants, actions[address]) }
        // Stores stand in the order in which the assistants before them refer to them.
        let referenced = objects.filter { !$0.isStore }.flatMap { stores[$0] ?? [] }
        for address in referenced + objects where address.isStore { add(address, .stores, actions[address]) }
        for address in nodes.compactMap(\.key) {
            guard let from = indices[address] else { continue }
            for store in stores[address] ?? [] {
                if let to = indices[store] { edges.append(ReferenceGraph.Edge(from: from, to: to)) }
            }
        }
        for address in nodes.compactMap(\.key) {
            guard let from = indices[address], let actions = actionsByOwner[address] else { continue }
            edges.append(ReferenceGraph.Edge(from: from, to: nodes.count))
            let node = ReferenceGraph.Node(
                kind: address.isStore ? .storeFiles : .assistantFiles,
                title: Wording.count(actions.count, "file"),
                detail: PlanSummary(actions).planned
            )
            nodes.append((nil, node))
        }
    }

    private mutating func add(
        _ address: ResourceAddress,
        _ kind: ReferenceGraph.Kind,
        _ action: ResourceChange.Action?
    ) {
        guard indices[address] == nil else { return }
        indices[address] = nodes.count
        let node = ReferenceGraph.Node(
            kind: kind,
            title: address.description,
            detail: action?.rawValue ?? "unchanged",
            action: action
        )
        nodes.append((address, node))
    }
}

extension ResourceAddress {
    fileprivate var isStore: Bool {
        if case .vectorStore = resource { true } else { false }
    }
}
