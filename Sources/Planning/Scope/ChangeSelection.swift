import AssistantModel

/// The changes of a plan that a scope lets through: those it names, with everything that they cannot do without.
struct ChangeSelection {
    /// A change that another one brought in or kept out.
    struct Consequence: Equatable {
        var address: ResourceAddress
        /// The change that was named.
        var because: ResourceAddress
    }

    private(set) var changes: [ResourceChange] = []
    /// Sorted.
    private(set) var leftOut: [ResourceAddress] = []
    /// Not named, and needed by a change that is. Sorted.
    private(set) var pulledIn: [Consequence] = []
    /// Not ruled out, and impossible without a change that is. Sorted.
    private(set) var heldBack: [Consequence] = []

    /// - Parameter adopters: the assistants that are adopted, by the keys of the stores that they use.
    init(_ all: [ResourceChange], scope: PlanScope, adopters: [String: [ResourceAddress]] = [:]) {
        guard !scope.only.isEmpty || !scope.exclude.isEmpty else {
            changes = all
            return
        }
        let needs = ChangeNeeds(all, adopters: adopters)
        let ruledOut = all.indices.filter { scope.excludes(all[$0]) }
        let blocked = needs.dependants(of: ruledOut)
        let named = all.indices.filter { scope.selects(all[$0]) }
        // Whatever needs something that is blocked is blocked itself, so nothing of this is.
        let wanted = needs.requirements(of: named.filter { blocked[$0] == nil })
        for index in all.indices {
            guard let origin = wanted[index] else {
                leftOut.append(all[index].address)
                continue
            }
            changes.append(all[index])
            if origin != index {
                pulledIn.append(Consequence(address: all[index].address, because: all[origin].address))
            }
        }
        for index in named {
            guard let origin = blocked[index], origin != index else { continue }
            heldBack.append(Consequence(address: all[index].address, because: all[origin].address))
        }
        leftOut.sort()
        pulledIn.sort { $0.address < $1.address }
        heldBack.sort { $0.address < $1.address }
    }
}

extension ChangeSelection {
    /// What reviewers have to know of changes that nobody named: one warning for everything that one change brings along.
    var warnings: [PlanWarning] {
        Self.grouped(pulledIn).map { cause, addresses in
            PlanWarning(
                code: "pulled-in",
                message: "\(cause) needs \(Self.text(addresses)): part of this plan too",
                address: cause.description
            )
        }
            + Self.grouped(heldBack).map { cause, addresses in
                PlanWarning(
                    code: "held-back",
                    message: "\(Self.text(addresses)) cannot do without \(cause): left out too",
                    address: cause.description
                )
            }
    }

    private static func grouped(_ consequences: [Consequence]) -> [(ResourceAddress, [ResourceAddress])] {
        Dictionary(grouping: consequences, by: \.because).sorted { $0.key < $1.key }
            .map { ($0.key, $0.value.map(\.address).sorted()) }
    }

    private static let named = 3

    private static func text(_ addresses: [ResourceAddress]) -> String {
        let names = addresses.prefix(named).map(\.description)
        let more = addresses.count - names.count
        return names.joined(separator: ", ") + (more > 0 ? " and \(more) more" : "")
    }
}

/// Which changes of a plan cannot be made without which others. That is less than their order: an old file goes after
/// the new one is up, and can stay.
struct ChangeNeeds {
    private let needs: [[Int]]
    private let neededBy: [[Int]]

    /// - Parameter adopters: the assistants that are adopted, by the keys of the stores that they use.
    init(_ changes: [ResourceChange], adopters: [String: [ResourceAddress]] = [:]) {
        let indices = Dictionary(changes.indices.map { (changes[$0].address, $0) }) { first, _ in first }
        let stores = Self.stores(changes)
        var filesOfStore: [Int: [Int]] = [:]
        var codeFiles: [String: [Int]] = [:]
        var assistants: [String: [Int]] = [:]
        var storeUsers: [ResourceAddress: [Int]] = [:]
        var goingStore: [ResourceAddress: Int] = [:]
        for (index, change) in changes.enumerated() {
            switch change.address.resource {
            case .knowledgeFile(let owner, _):
                if let store = stores[owner] { filesOfStore[store, default: []].append(index) }
            case .codeInterpreterFile(let owner, _): codeFiles[owner, default: []].append(index)
            case .vectorStore where change.action == .delete:
                for file in change.dependencies { goingStore[file] = index }
            case .vectorStore: break
            case .assistant(let key):
                assistants[key, default: []].append(index)
                for dependency in change.dependencies { storeUsers[dependency, default: []].append(index) }
            }
        }
        func adoptersOf(_ change: ResourceChange) -> [Int] {
            (adopters[change.address.owner] ?? []).compactMap { indices[$0] }
        }
        let needs = changes.indices.map { index -> [Int] in
            let change = changes[index]
            let dependencies = change.dependencies.compactMap { indices[$0] }
            switch change.address.resource {
            case .assistant(let key):
                return (codeFiles[key] ?? []) + (change.isPointedAtStore ? dependencies : [])
            case .vectorStore:
                // A store that goes is first left by all; one that is replaced takes its files and users along.
                if change.action == .delete { return dependencies }
                guard change.action == .replace else { return adoptersOf(change) }
                return (filesOfStore[index] ?? []) + (storeUsers[change.address] ?? []) + adoptersOf(change)
            case .codeInterpreterFile(let owner, _):
                return assistants[owner] ?? []
            case .knowledgeFile(let owner, _):
                // The store's record is written with every change of a file, and says that its settings are applied.
                let store = goingStore[change.address] ?? stores[owner]
                let own = change.address.duplicateID.map { _ in ResourceAddress(change.address.resource) }
                let original = own.flatMap { change.dependencies.contains($0) ? indices[$0] : nil }
                return [store, original].compactMap { $0 }
                    + (goingStore[change.address] == nil ? adoptersOf(change) : [])
            }
        }
        var neededBy = Array(repeating: [Int](), count: changes.count)
        for (index, needed) in needs.enumerated() {
            for need in needed { neededBy[need].append(index) }
        }
        self.needs = needs
        self.neededBy = neededBy
    }

    /// The changes of stores that stay or are made, by key.
    private static func stores(_ changes: [ResourceChange]) -> [String: Int] {
        var stores: [String: Int] = [:]
        for (index, change) in changes.enumerated() {
            guard case .vectorStore(let key) = change.address.resource, change.action != .delete else { continue }
            stores[key] = index
        }
        return stores
    }

    /// Everything that the given changes need, themselves included: each with the one of them that needs it.
    func requirements(of start: [Int]) -> [Int: Int] { reached(from: start, along: needs) }

    /// Everything that needs one of the given changes, themselves included: each with the one that it needs.
    func dependants(of start: [Int]) -> [Int: Int] { reached(from: start, along: neededBy) }

    private func reached(from start: [Int], along edges: [[Int]]) -> [Int: Int] {
        var origins = Dictionary(start.map { ($0, $0) }) { first, _ in first }
        var open = start
        while let index = open.popLast() {
            for next in edges[index] where origins[next] == nil {
                origins[next] = origins[index]
                open.append(next)
            }
        }
        return origins
    }
}

extension ResourceChange {
    /// Whether an assistant comes to use another store: that has to be complete then. New files in the store that it
    /// uses already are none of its own.
    fileprivate var isPointedAtStore: Bool {
        switch action {
        case .create, .replace: true
        case .update, .rename, .adopt: fields.contains { $0.path == StoreReference.path }
        case .delete, .forget: false
        }
    }
}
