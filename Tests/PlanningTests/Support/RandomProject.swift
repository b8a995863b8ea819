import AssistantModel
import OrderedJSON
import Planning

/// Numbers that are the same in every run.
struct SplitMix: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed &* 0x9E37_79B9_7F4A_7C15 }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var value = state
        value = (value ^ (value >> 30)) &* 0xBF58_476D_1CE4_E5B9
        value = (value ^ (value >> 27)) &* 0x94D0_49BB_1331_11EB
        return value ^ (value >> 31)
    }

    mutating func chance(_ share: Double) -> Bool { Double.random(in: 0..<1, using: &self) < share }

    mutating func pick<Element>(_ elements: [Element]) -> Element { elements.randomElement(using: &self)! }
}

/// Projects out of a small world, so that changes meet each other often.
enum RandomProject {
    private static let paths = ["a.md", "docs/a.md", "docs/b.md", "b.md", "old/a.md", "c.pdf"]

    static func make(_ random: inout SplitMix) -> Project {
        var files: [String: String] = [:]
        for path in paths { files[path] = random.pick(["one", "two", "three"]) }
        var knowledge: [KnowledgeBase] = []
        if random.chance(0.5) { knowledge.append(base("handbook", isShared: true, &random)) }
        var assistants: [Assistant] = []
        for key in ["ada", "bob", "eve"] where random.chance(0.6) {
            var used: String?
            if random.chance(0.4) {
                used = key
                knowledge.append(base(key, isShared: false, &random))
            } else if knowledge.contains(where: { $0.key == "handbook" }), random.chance(0.5) {
                used = "handbook"
            }
            assistants.append(assistant(key, knowledge: used, &random))
        }
        return Project(assistants, knowledge, files: files)
    }

    /// Most things stay: single fields, files and keys change.
    static func change(_ project: Project, _ random: inout SplitMix) -> Project {
        let other = make(&random)
        var assistants = project.desired.assistants
        var knowledge = project.desired.knowledgeBases
        var contents = project.contents
        switch Int.random(in: 0...6, using: &random) {
        case 0: return other
        case 1:
            guard !assistants.isEmpty else { return other }
            let index = assistants.indices.randomElement(using: &random)!
            let assistant = assistants[index]
            assistants[index] = Self.assistant(assistant.key, knowledge: assistant.knowledge, &random)
        case 2:
            guard !knowledge.isEmpty else { return other }
            let index = knowledge.indices.randomElement(using: &random)!
            knowledge[index] = base(knowledge[index].key, isShared: knowledge[index].isShared, &random)
        case 3, 4: contents[random.pick(paths)] = other.contents[random.pick(paths)]
        default:
            guard let index = assistants.indices.randomElement(using: &random),
                !assistants.contains(where: { $0.key == "zoe" })
            else { return other }
            let previous = assistants[index].key
            assistants[index].key = "zoe"
            assistants[index].lifecycle.renamedFrom = previous
            if assistants[index].knowledge == previous {
                assistants[index].knowledge = "zoe"
                knowledge[knowledge.firstIndex { $0.key == previous }!].key = "zoe"
            }
        }
        var changed = project
        changed.desired = Fixture.desired(assistants, knowledge)
        changed.contents = contents
        return changed
    }

    private static func assistant(_ key: String, knowledge: String?, _ random: inout SplitMix) -> Assistant {
        let codeFiles = random.chance(0.4) ? paths.filter { _ in random.chance(0.4) } : []
        var lifecycle = Lifecycle()
        if random.chance(0.2) { lifecycle.ignoredFields = [.temperature] }
        return Fixture.assistant(
            key,
            model: random.pick(["gpt-6-sol", "gpt-6-luna"]),
            knowledge: knowledge,
            codeFiles: codeFiles,
            lifecycle: lifecycle
        ) { definition in
            definition.instructions = random.pick([nil, "Be kind.", "Be kind.\nBe brief."])
            definition.description = random.pick([nil, "Knows bicycles"])
            definition.reasoningEffort = random.pick([nil, "none", "high"])
            definition.temperature = random.pick([nil, 0.5])
            definition.metadata = random.pick([[:], ["team": "support"], ["team": "sales", "tier": "1"]])
        }
    }

    private static func base(_ key: String, isShared: Bool, _ random: inout SplitMix) -> KnowledgeBase {
        let chosen = paths.filter { _ in random.chance(0.5) }
        var attributes: [String: [String: JSONValue]] = [:]
        for path in chosen where random.chance(0.3) { attributes[path] = ["lang": random.pick(["en", "de"])] }
        return Fixture.knowledge(
            key,
            chosen,
            attributes: attributes,
            chunking: random.pick([.standard, Chunking(maxChunkSizeTokens: 400, chunkOverlapTokens: 100)]),
            expiresAfterDays: random.pick([nil, 7]),
            isShared: isShared
        )
    }
}

/// What people and bad days do to an account.
enum HandEdit {
    static func make(_ account: inout ModelAccount, _ random: inout SplitMix) {
        let assistant = account.assistants.indices.randomElement(using: &random)
        let store = account.stores.indices.randomElement(using: &random)
        switch Int.random(in: 0...14, using: &random) {
        case 0: if let assistant { account.assistants[assistant].definition.model = "gpt-by-hand" }
        case 1: if let assistant { account.assistants[assistant].storeIDs = [] }
        case 2: if let assistant { account.assistants[assistant].metadata["owner"] = "someone else" }
        case 3: if let assistant { account.assistants[assistant].metadata["assistantctl"] = nil }
        case 4:
            guard let assistant else { return }
            var copy = account.assistants[assistant]
            copy.id = account.id("asst")
            copy.createdAt = account.clock + 1
            account.assistants.append(copy)
        case 5: if let assistant { account.assistants[assistant].metadata["team"] = nil }
        case 6: if let store { account.stores.remove(at: store) }
        case 7: if let store { account.stores[store].isExpired = true }
        case 8: if let store { account.stores[store].name = "by hand" }
        case 9:
            guard let store else { return }
            let id = account.id("foreign")
            account.files[id] = ModelAccount.FileObject(name: "notes.md", sha256: "?")
            account.stores[store].members[id] = LiveMember(fileID: id, path: nil, sha256: nil)
        case 10:
            if let store, let id = account.stores[store].members.keys.min() {
                account.files[id] = nil
                account.stores[store].members[id] = nil
            }
        case 11:
            if let store, let id = account.stores[store].members.keys.max() {
                account.stores[store].members[id]?.attributes["lang"] = "fr"
                account.stores[store].members[id]?.status = random.pick([.inProgress, .failed("bad"), .completed])
            }
        case 12: if let assistant { account.assistants[assistant].codeFileIDs = [] }
        case 13:
            // A file of ours in a second store.
            if let store, let id = account.stores[store].members.keys.min(), account.files[id] != nil {
                let other = random.pick(Array(account.stores.indices))
                account.stores[other].members[id] = account.stores[store].members[id]
            }
        default: if let assistant { account.assistants[assistant].definition.temperature = 1.5 }
        }
    }
}
