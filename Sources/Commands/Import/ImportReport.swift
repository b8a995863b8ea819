import Importing
import OrderedJSON
import Rendering

/// What an import wrote, and what became of every field.
struct ImportReport {
    /// A manifest that was written.
    struct Entry {
        var key: String
        var id: String
        var name: String?
        var adopts: Bool
        /// As the user names them.
        var files: [String]
        var rows: [ImportRow]
        var missingFiles: [String]
    }

    var entries: [Entry]
    var notes: [String]

    func text(style: TerminalStyle) -> String {
        var lines: [String] = []
        func add(_ line: String, hanging: Int = 6) {
            lines += style.fitted(VisibleText.line(line), hanging: hanging)
        }
        for entry in entries {
            let name = entry.name.map { " \"\($0)\"" } ?? ""
            let end = entry.adopts ? ", adopted by the next apply" : ""
            add("\(entry.key)  from \(entry.id)\(name)\(end)", hanging: 2)
            let width = entry.rows.map(\.field.count).max() ?? 0
            // A note goes on below itself where at least half of a terminal is left for it.
            let indent = style.width.map { width + 15 > $0 / 2 ? 8 : width + 15 } ?? 0
            for row in entry.rows {
                let field = row.field + String(repeating: " ", count: width - row.field.count)
                let outcome = row.outcome.rawValue + String(repeating: " ", count: 7 - row.outcome.rawValue.count)
                let end = row.note.isEmpty ? row.outcome.rawValue : "\(outcome)  \(row.note)"
                add("    \(field)  \(end)", hanging: indent)
            }
            for file in entry.files { add("    wrote \(file)") }
        }
        return lines.joined(separator: "\n")
    }

    /// `imported[]` with `key`, `id`, `name`, `adopts`, `files`, `missing_files` and `fields[]` (`field`, `outcome`:
    /// taken, changed, kept or lost, `note`), and `notes`.
    var members: JSONObject {
        [
            "imported": .array(entries.map(Self.value)),
            "notes": .array(notes.map { .string($0) }),
        ]
    }

    private static func value(_ entry: Entry) -> JSONValue {
        [
            "key": .string(entry.key),
            "id": .string(entry.id),
            "name": JSONValue(entry.name),
            "adopts": .bool(entry.adopts),
            "files": .array(entry.files.map { .string($0) }),
            "missing_files": .array(entry.missingFiles.map { .string($0) }),
            "fields": .array(
                entry.rows.map { row in
                    [
                        "field": .string(row.field), "outcome": .string(row.outcome.rawValue),
                        "note": .string(row.note),
                    ]
                }
            ),
        ]
    }
}
