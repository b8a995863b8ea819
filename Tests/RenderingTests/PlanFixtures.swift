import AssistantModel
import OrderedJSON
import Planning
import SourceDiagnostics

/// The start of a place in a file.
func place(_ file: String, _ line: Int, _ column: Int = 1, length: Int = 0) -> SourceDiagnostics.SourceLocation {
    SourceDiagnostics.SourceLocation(
        file: file,
        range: SourceRange(
            start: SourcePosition(line: line, column: column),
            end: SourcePosition(line: line, column: column + length)
        )
    )
}

func content(_ bytes: Int) -> FileContent {
    FileContent(sha256: String(repeating: "ab", count: 32), bytes: bytes)
}

extension Plan {
    static func of(_ changes: ResourceChange...) -> Plan {
        Plan(project: "velo-lindqvist", environment: "production", api: .assistants, changes: changes)
    }
}

extension ResourceChange {
    static func newFile(_ owner: String, _ path: String, bytes: Int) -> ResourceChange {
        ResourceChange(
            address: .knowledgeFile(owner, path),
            action: .create,
            reasons: [ChangeReason(.new, cause: place("assistants/\(owner).yaml", 20))],
            file: FileChange(path: path, content: content(bytes), isUploaded: true)
        )
    }

    static func update(_ key: String, _ fields: FieldChange...) -> ResourceChange {
        ResourceChange(
            address: .assistant(key),
            action: .update,
            reasons: [ChangeReason(.fieldsChanged(fields.map(\.path)), cause: place("assistants/\(key).yaml", 4))],
            fields: fields,
            liveID: "asst_1"
        )
    }
}

/// A plan with everything that a plan can hold.
let richPlan = Plan(
    project: "velo-lindqvist",
    environment: "production",
    api: .assistants,
    changes: [supportBot, salesBot, oldBot] + supportFiles + [handbookStore],
    drift: [
        ResourceDrift(
            address: .assistant("support-bot"),
            liveID: "asst_support",
            reason: ChangeReason(.changedOnAccount(["temperature"])),
            fields: [FieldChange(path: "temperature", before: nil, after: 0.9, isBeforeKnown: false, isDrift: true)]
        ),
        ResourceDrift(
            address: .knowledgeFile("support-bot", "docs/returns.pdf"),
            liveID: "file-returns",
            reason: ChangeReason(.missingOnAccount)
        ),
    ],
    warnings: [
        PlanWarning(
            code: "unused-knowledge",
            message: "no assistant uses the knowledge base \"archive\"",
            address: "vector_store.archive",
            location: place("assistants/archive.yaml", 1)
        )
    ],
    refusals: [
        PlanRefusal(
            kind: .protected,
            address: "assistant.old-bot",
            message: "it is marked protect; set lifecycle.protect to false and apply before deleting it"
        )
    ],
    unchangedCount: 7
)

private let oldInstructions = """
    # Role

    You answer questions about bicycles.

    - Be brief.
    - Refunds take five days.
    + Never promise a date.

    ```yaml
    - name: lookup_order
    ```
    Sign as "Velo Lindqvist".
    """

private let newInstructions = """
    # Role

    You answer questions about bicycles.

    - Be brief.
    - Refunds take three days.
    + Never promise a date.

    ```yaml
    - name: lookup_order
    - name: cancel_order
    ```
    Sign as "Velo Lindqvist".
    \u{1B}[2J\u{1B}[1;1HPlan: nothing to see here.
    """

private let supportBot = ResourceChange(
    address: .assistant("support-bot"),
    action: .update,
    reasons: [
        ChangeReason(.fieldsChanged(["instructions"]), cause: place("assistants/prompts/support.md", 6)),
        ChangeReason(.fieldsChanged(["model", "description"]), cause: place("assistants/support-bot.yaml", 3)),
        ChangeReason(.changedOnAccount(["temperature"])),
    ],
    fields: [
        FieldChange(path: "description", before: nil, after: "Answers from the handbook"),
        FieldChange(
            path: "model",
            before: "gpt-6-luna",
            after: "gpt-6-sol",
            cause: place("assistants/support-bot.yaml", 3)
        ),
        FieldChange(path: "instructions", before: .string(oldInstructions), after: .string(newInstructions)),
        FieldChange(path: "temperature", before: 0.9, after: 0.2, isDrift: true),
        FieldChange(path: "metadata.team", before: "support", after: nil),
        FieldChange(path: "tools.code_interpreter", before: nil, after: ["type": "code_interpreter"]),
        FieldChange(
            path: "tools.file_search",
            before: ["type": "file_search"],
            after: ["type": "file_search", "max_num_results": 8]
        ),
        FieldChange(
            path: "tools.function.lookup_order",
            before: lookupOrder(type: "integer", keysSwapped: true),
            after: lookupOrder(type: "string", keysSwapped: false)
        ),
        FieldChange(
            path: "tool_resources.file_search.vector_store_ids",
            before: ["vs_old"],
            after: nil,
            isAfterKnown: false
        ),
    ],
    liveID: "asst_support",
    dependencies: [.vectorStore("support-bot")]
)

/// The same schema with its keys in another order, as a server may send it.
private func lookupOrder(type: JSONValue, keysSwapped: Bool) -> JSONValue {
    let number: JSONValue = ["type": type, "description": "The order's number, as it stands on the invoice"]
    let parameters: JSONValue =
        keysSwapped
        ? ["required": ["number"], "properties": ["number": number], "type": "object"]
        : ["type": "object", "properties": ["number": number], "required": ["number"]]
    return ["type": "function", "name": "lookup_order", "description": "Find an order", "parameters": parameters]
}

private let salesBot = ResourceChange(
    address: .assistant("sales-bot"),
    action: .create,
    reasons: [ChangeReason(.new, cause: place("assistants/sales-bot.yaml", 1))],
    fields: [
        FieldChange(path: "name", before: nil, after: "Sales Bot"),
        FieldChange(path: "model", before: nil, after: "gpt-6-luna"),
        FieldChange(
            path: "instructions",
            before: nil,
            after: .string((1...126).map { "Rule \($0): sell bicycles." }.joined(separator: "\n") + "\n")
        ),
        FieldChange(path: "tools.code_interpreter", before: nil, after: ["type": "code_interpreter"]),
        FieldChange(path: "tools.file_search", before: nil, after: ["type": "file_search", "max_num_results": 8]),
        FieldChange(
            path: "tool_resources.file_search.vector_store_ids",
            before: nil,
            after: nil,
            isAfterKnown: false
        ),
    ]
)

private let oldBot = ResourceChange(
    address: .assistant("old-bot"),
    action: .delete,
    reasons: [ChangeReason(.notDeclared)],
    fields: [FieldChange(path: "model", before: "gpt-6-luna", after: nil)],
    liveID: "asst_old"
)

private let handbookStore = ResourceChange(
    address: .vectorStore("handbook"),
    action: .replace,
    reasons: [ChangeReason(.expired)],
    fields: [FieldChange(path: "expires_after.days", before: 7, after: 30)],
    liveID: "vs_expired"
)

private let supportFiles: [ResourceChange] = [
    .newFile("support-bot", "docs/new.pdf", bytes: 1_234_567),
    ResourceChange(
        address: .knowledgeFile("support-bot", "docs/old.pdf"),
        action: .delete,
        reasons: [ChangeReason(.notMatched(field: "knowledge.files"))],
        liveID: "file-old",
        file: FileChange(path: "docs/old.pdf", content: nil, previousSHA256: "00", isUploaded: false)
    ),
    ResourceChange(
        address: .knowledgeFile("support-bot", "docs/prices.html"),
        action: .update,
        reasons: [ChangeReason(.attributesChanged, cause: place("assistants/support-bot.yaml", 22))],
        fields: [FieldChange(path: "attributes.lang", before: "en", after: "de")],
        liveID: "file-prices",
        file: FileChange(path: "docs/prices.html", content: content(512), isUploaded: false)
    ),
    ResourceChange(
        address: .knowledgeFile("support-bot", "docs/repairs.md"),
        action: .replace,
        reasons: [ChangeReason(.contentChanged)],
        liveID: "file-repairs",
        file: FileChange(path: "docs/repairs.md", content: content(640), previousSHA256: "11", isUploaded: true)
    ),
    ResourceChange(
        address: .knowledgeFile("support-bot", "docs/shop/hours.md"),
        action: .rename,
        reasons: [ChangeReason(.moved(from: "docs/hours.md"))],
        fields: [FieldChange(path: "attributes.path", before: "docs/hours.md", after: "docs/shop/hours.md")],
        liveID: "file-hours",
        previousAddress: .knowledgeFile("support-bot", "docs/hours.md"),
        file: FileChange(path: "docs/shop/hours.md", content: content(99), isUploaded: false)
    ),
]
