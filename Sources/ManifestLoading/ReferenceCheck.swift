import AssistantModel
import SourceDiagnostics

/// What can only be told from all manifests together: keys that are taken, and references that lead nowhere.
struct ReferenceCheck {
    let documents: [ManifestDocument]
    let assistants: [AssistantManifest]
    /// Knowledge bases that are documents of their own.
    let shared: [KnowledgeBase]
    let problems: Problems

    func run() {
        let declared = checkKeys()
        checkKnowledge(declared)
        checkRenames(declared)
        checkFilters()
        checkAdoptions()
    }

    /// An object on the account can be one thing only.
    private func checkAdoptions() {
        let adoptions =
            assistants.compactMap(\.assistant.lifecycle.adoption)
            + (assistants.compactMap(\.ownKnowledge) + shared).compactMap(\.adoption)
        var claimed: [String: SourceLocation] = [:]
        for adoption in adoptions {
            guard let first = claimed[adoption.id] else {
                claimed[adoption.id] = adoption.location
                continue
            }
            problems.error(
                "adopted-twice",
                "\(quoted(adoption.id)) is adopted twice",
                at: adoption.location,
                notes: [Diagnostic.Note("first adopted here", at: first)],
                hint: "keep one"
            )
        }
    }

    /// A filter by an attribute that no file has finds nothing.
    private func checkFilters() {
        let shared = Dictionary(shared.map { ($0.key, $0) }) { first, _ in first }
        for manifest in assistants where !manifest.filteredAttributes.isEmpty {
            guard let base = manifest.sharedKnowledge.map({ shared[$0.key] }) ?? manifest.ownKnowledge else {
                continue
            }
            // The tool's own stand beside them.
            let attributes = Set(base.files.flatMap(\.attributes.keys)).union(["path", "sha256"])
            for (name, location) in manifest.filteredAttributes where !attributes.contains(name) {
                problems.warning(
                    .unknownAttribute,
                    "no file of the knowledge has the attribute \(quoted(name))",
                    at: location,
                    hint: Suggestion.hint(for: name, among: attributes)
                        ?? "set it under `attributes` of an entry of `files`"
                )
            }
        }
    }

    /// Assistants and knowledge bases share one namespace.
    private func checkKeys() -> [String: ManifestDocument] {
        var declared: [String: ManifestDocument] = [:]
        for document in documents {
            guard let key = document.key else { continue }
            guard let first = declared[key] else {
                declared[key] = document
                continue
            }
            let hint =
                first.kind == document.kind
                ? "choose another key" : "assistants and knowledge bases share their keys; choose another"
            problems.error(
                "key-taken",
                "the key \(quoted(key)) is taken",
                at: document.keyLocation,
                notes: [Diagnostic.Note("first declared here", at: first.keyLocation)],
                hint: hint
            )
        }
        return declared
    }

    private func checkKnowledge(_ declared: [String: ManifestDocument]) {
        let bases = documents.filter { $0.kind == .knowledgeBase }
        let keys = bases.compactMap(\.key)
        var used: Set<String> = []
        for reference in assistants.compactMap(\.sharedKnowledge) {
            used.insert(reference.key)
            guard declared[reference.key]?.kind != .knowledgeBase, !keys.contains(reference.key) else { continue }
            let hint =
                declared[reference.key] == nil
                ? Suggestion.hint(for: reference.key, among: keys)
                    ?? (keys.isEmpty
                        ? "declare it with `knowledge_base: \(reference.key)`"
                        : "declared: \(keys.sorted().joined(separator: ", "))")
                : "\(quoted(reference.key)) is an assistant; only a `knowledge_base` document can be shared"
            problems.error(
                "unknown-knowledge-base",
                "there is no knowledge base \(quoted(reference.key))",
                at: reference.location,
                hint: hint
            )
        }
        for base in bases {
            guard let key = base.key, !used.contains(key), declared[key]?.kind == .knowledgeBase else { continue }
            problems.warning(
                .unusedKnowledgeBase,
                "no assistant uses the knowledge base \(quoted(key))",
                at: base.keyLocation,
                hint: "it is deployed all the same; refer to it with `knowledge: \(key)`"
            )
        }
    }

    private func checkRenames(_ declared: [String: ManifestDocument]) {
        var claimed: [String: SourceLocation] = [:]
        for manifest in assistants {
            guard let former = manifest.assistant.lifecycle.renamedFrom else { continue }
            let location = manifest.renamedFromLocation ?? manifest.assistant.location
            if let owner = declared[former] {
                problems.error(
                    "invalid-rename",
                    "`renamed_from` names \(quoted(former)), which is still declared",
                    at: location,
                    notes: [Diagnostic.Note("declared here", at: owner.keyLocation)],
                    hint: "remove one of them"
                )
            } else if let first = claimed[former] {
                problems.error(
                    "invalid-rename",
                    "another assistant is renamed from \(quoted(former)) too",
                    at: location,
                    notes: [Diagnostic.Note("first claimed here", at: first)],
                    hint: "keep one"
                )
            } else {
                claimed[former] = location
            }
        }
    }
}
