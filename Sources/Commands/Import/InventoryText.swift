import Deployment
import OpenAIAPI
import OrderedJSON
import Rendering

/// What an account has that nobody manages.
struct InventoryText {
    private struct Row {
        var kind: String
        var id: String
        var name: String?
        var detail: String
        /// The address of the manifest that adopts it; nil where none does.
        var adoptedBy: String?
    }

    private let rows: [Row]

    /// - Parameter adopters: addresses by the ids that manifests adopt.
    init(_ inventory: Inventory, adopters: [String: String]) {
        let assistants = inventory.assistants.filter { $0.manager == nil }.map(\.object).sorted { $0.id < $1.id }
        let stores = inventory.stores.filter { $0.manager == nil }.map(\.object).sorted { $0.id < $1.id }
        rows =
            assistants.map {
                Row(kind: "assistant", id: $0.id, name: $0.name, detail: $0.model, adoptedBy: adopters[$0.id])
            }
            + stores.map { store in
                let count = store.fileCounts.total
                return Row(
                    kind: "vector_store",
                    id: store.id,
                    name: store.name,
                    detail: count == 1 ? "1 file" : "\(count) files",
                    adoptedBy: adopters[store.id]
                )
            }
    }

    /// Whether a manifest adopts something that no apply has taken over yet.
    var hasAdoptions: Bool { rows.contains { $0.adoptedBy != nil } }

    func text(style: TerminalStyle) -> String {
        guard !rows.isEmpty else { return "Nothing on the account is unmanaged." }
        let table = rows.map {
            [$0.kind, $0.id, $0.name ?? "", $0.detail, $0.adoptedBy.map { "adopted by \($0)" } ?? ""]
        }
        let widths = (0..<5).map { column in table.map { $0[column].count }.max() ?? 0 }
        let lines = table.map { row in
            zip(row, widths).map { $0 + String(repeating: " ", count: $1 - $0.count) }.joined(separator: "  ")
        }
        let visible = lines.map { VisibleText.line($0) }.map { line in
            String(line.reversed().drop { $0 == " " }.reversed())
        }
        return style.fitted(visible).joined(separator: "\n")
    }

    /// `unmanaged[]` with `type`, `id`, `name`, `detail` and `adopted_by`.
    var members: JSONObject {
        [
            "unmanaged": .array(
                rows.map { row in
                    [
                        "type": .string(row.kind), "id": .string(row.id), "name": JSONValue(row.name),
                        "detail": .string(row.detail), "adopted_by": JSONValue(row.adoptedBy),
                    ]
                }
            )
        ]
    }
}
