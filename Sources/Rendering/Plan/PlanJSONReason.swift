import AssistantModel
import OrderedJSON
import Planning

/// A reason as JSON: a stable `kind`, what belongs to it, the place in git, and the words of the text output.
enum PlanJSONReason {
    static func value(_ reason: ChangeReason, of address: ResourceAddress) -> JSONValue {
        var members: JSONObject = [:]
        let (kind, details) = parts(of: reason.kind)
        members["kind"] = .string(kind)
        for (key, value) in details { members[key] = value }
        members["text"] = .string(ReasonWording.text(reason, of: address))
        if let cause = reason.cause { members["cause"] = DiagnosticJSON.range(cause) }
        return .object(members)
    }

    /// Every kind of reason there is, for the schema.
    static let kinds = [
        "new", "not_declared", "not_matched", "not_in_release", "fields_changed", "changed_on_account",
        "content_changed",
        "attributes_changed", "moved", "renamed", "chunking_changed", "expired", "missing_on_account",
        "attached_by_hand", "indexing_failed", "unfinished", "reference_replaced", "duplicate", "replace_requested",
        "destroy", "forget", "adopted", "not_comparable",
    ]

    private static func value(_ chunking: Chunking) -> JSONValue {
        [
            "max_chunk_size_tokens": .integer(chunking.maxChunkSizeTokens),
            "chunk_overlap_tokens": .integer(chunking.chunkOverlapTokens),
        ]
    }

    private static func parts(of kind: ChangeReason.Kind) -> (kind: String, details: JSONObject) {
        switch kind {
        case .new: ("new", [:])
        case .notDeclared: ("not_declared", [:])
        case .notMatched(let field): ("not_matched", ["field": .string(field)])
        case .notInRelease(let number): ("not_in_release", ["release": .integer(number)])
        case .fieldsChanged(let fields): ("fields_changed", ["fields": .array(fields.map { .string($0) })])
        case .changedOnAccount(let fields): ("changed_on_account", ["fields": .array(fields.map { .string($0) })])
        case .contentChanged: ("content_changed", [:])
        case .attributesChanged: ("attributes_changed", [:])
        case .moved(let path): ("moved", ["from": .string(path)])
        case .renamed(let key): ("renamed", ["from": .string(key)])
        case .chunkingChanged(let old, let new):
            ("chunking_changed", ["before": old.map(value) ?? .null, "after": value(new)])
        case .expired: ("expired", [:])
        case .missingOnAccount: ("missing_on_account", [:])
        case .attachedByHand: ("attached_by_hand", [:])
        case .indexingFailed(let message): ("indexing_failed", ["message": .string(message)])
        case .unfinished: ("unfinished", [:])
        case .referenceReplaced(let reference): ("reference_replaced", ["reference": .string(reference)])
        case .duplicate(let id): ("duplicate", ["of": .string(id)])
        case .replaceRequested: ("replace_requested", [:])
        case .destroy: ("destroy", [:])
        case .forget(let owner): ("forget", owner.map { ["with": .string($0)] } ?? [:])
        case .adopted(let content): ("adopted", content.map { ["content": .string($0.rawValue)] } ?? [:])
        case .notComparable: ("not_comparable", [:])
        }
    }
}
