import AssistantModel
import Planning
import Testing

@testable import Rendering

@Suite("What refers to what")
struct ReferenceGraphTests {
    private func lines(_ changes: [ResourceChange]) -> [String] {
        let graph = ReferenceGraph(changes)
        return graph.edges.map { edge in
            [edge.from, edge.to].map { index in
                let node = graph.nodes[index]
                return "\(node.title) (\(node.detail))"
            }.joined(separator: " -> ")
        }
    }

    private func assistant(_ key: String, uses stores: String...) -> ResourceChange {
        ResourceChange(
            address: .assistant(key),
            action: .update,
            reasons: [ChangeReason(.referenceReplaced("x"))],
            dependencies: stores.map { .vectorStore($0) }
        )
    }

    private func store(_ key: String) -> ResourceChange {
        ResourceChange(address: .vectorStore(key), action: .create, reasons: [ChangeReason(.new)])
    }

    @Test("assistants refer to stores, and stores hold so many files that change")
    func shared() {
        #expect(
            lines([
                assistant("sales-bot", uses: "handbook"), assistant("support-bot", uses: "handbook"), store("handbook"),
                .newFile("handbook", "a.md", bytes: 1), .newFile("handbook", "b.md", bytes: 1),
                .newFile("support-bot", "c.md", bytes: 1),
            ]) == [
                "assistant.sales-bot (update) -> vector_store.handbook (create)",
                "assistant.support-bot (update) -> vector_store.handbook (create)",
                "assistant.support-bot (update) -> vector_store.support-bot (unchanged)",
                "vector_store.handbook (create) -> 2 files (2 to create)",
                "vector_store.support-bot (unchanged) -> 1 file (1 to create)",
            ]
        )
    }

    @Test("of many objects the kinds are drawn and counted")
    func many() {
        let assistants = (1...500).map { assistant("bot-\($0)", uses: "store-\($0)") }
        #expect(
            lines(assistants + (1...500).map { store("store-\($0)") }) == [
                "500 assistants (to update) -> 500 vector stores (to create)"
            ]
        )
    }
}
