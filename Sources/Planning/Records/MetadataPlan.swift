import AssistantModel

/// The metadata to send with a create or an update: always the whole map, because servers may replace what they have
/// (docs/openai-api.md, 5.4). Other people's pairs are kept.
package struct MetadataPlan: Equatable, Sendable {
    /// As many pairs as the server takes.
    package static let limit = 16

    /// The map to send: other people's pairs unchanged, the tool's marks and record, the user's pairs.
    package var pairs: [String: String]
    /// Keys of ours that are live and left out of ``pairs``; sorted.
    package var clearedKeys: [String]

    /// For an assistant. `live` is the object that is updated; nil for a new one.
    package init(assistant: Assistant, ownership: Ownership, record: AppliedRecord, live: LiveAssistant?) {
        let recordedKeys = Set(live?.record?.metadataKeys ?? [])
        var pairs: [String: String] = [:]
        var clearedKeys: [String] = []
        let desired = assistant.definition.metadata.filter { !$0.value.isEmpty }
        for (key, value) in live?.definition.metadata ?? [:] where desired[key] == nil {
            let isOurs = recordedKeys.contains(AppliedRecord.digest(ofMetadataKey: key))
            if isOurs, !value.isEmpty, !assistant.lifecycle.ignores("metadata.\(key)") {
                clearedKeys.append(key)
            } else {
                pairs[key] = value
            }
        }
        for (key, value) in desired {
            let isLeftAlone = live != nil && assistant.lifecycle.ignores("metadata.\(key)")
            pairs[key] = isLeftAlone ? live?.definition.metadata[key] : value
        }
        self.init(
            pairs: pairs,
            clearedKeys: clearedKeys,
            key: assistant.key,
            isProtected: assistant.lifecycle.isProtected,
            wasProtected: live?.isProtected ?? false,
            ownership: ownership,
            record: record
        )
    }

    /// For a vector store, which has no pairs of the user. `live` is the object that is updated; nil for a new one.
    package init(
        knowledgeBase: KnowledgeBase,
        isProtected: Bool,
        ownership: Ownership,
        record: AppliedRecord,
        live: LiveVectorStore?
    ) {
        self.init(
            pairs: live?.foreignMetadata ?? [:],
            clearedKeys: [],
            key: knowledgeBase.key,
            isProtected: isProtected,
            wasProtected: live?.isProtected ?? false,
            ownership: ownership,
            record: record
        )
    }

    private init(
        pairs: [String: String],
        clearedKeys: [String],
        key: String,
        isProtected: Bool,
        wasProtected: Bool,
        ownership: Ownership,
        record: AppliedRecord
    ) {
        var pairs = pairs.filter { !Ownership.MetadataKey.all.contains($0.key) }
        var clearedKeys = clearedKeys
        pairs.merge(ownership.marks(key: key)) { _, mark in mark }
        pairs[Ownership.MetadataKey.record] = record.text
        if isProtected {
            pairs[Ownership.MetadataKey.protect] = Self.protectedValue
        } else if wasProtected {
            clearedKeys.append(Ownership.MetadataKey.protect)
        }
        self.pairs = pairs
        self.clearedKeys = clearedKeys.sorted()
    }

    /// The value of the mark `protect`.
    package static let protectedValue = "true"

    /// Whether the object with this metadata is protected: one without the mark, or with an empty one, is not.
    package static func isProtected(_ metadata: [String: String]) -> Bool {
        metadata[Ownership.MetadataKey.protect]?.isEmpty == false
    }

    /// For a server that merges what it is sent into what it has: the cleared keys as empty strings, which read as
    /// absent.
    package var pairsForMergingServer: [String: String] {
        pairs.merging(clearedKeys.map { ($0, "") }) { pair, _ in pair }
    }

    /// How many pairs ``pairs`` has, to hold against ``limit``.
    package var count: Int { pairs.count }
}
