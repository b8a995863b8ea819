import AssistantModel
import OrderedJSON

/// What makes an account the same for a plan: everything that a plan looks at, and nothing that moves by itself. Counts of
/// files lag behind, so they are no part of it.
package struct AccountFingerprint: Sendable {
    /// Of every object that the project owns: digests by address and id.
    let objects: [String: String]
    /// Of the members of the stores that were looked into.
    let members: [String: String]

    package init(_ live: LiveState) {
        objects = live.fingerprints
        members = live.memberFingerprints
    }

    /// Whether a plan that was made on one of the two accounts still stands on the other.
    package func isSame(as other: AccountFingerprint) -> Bool {
        objects == other.objects && Self.differences(members, other.members).isEmpty
    }

    /// Names of stores whose members differ, sorted. Whether a store is looked into depends on counts that lag, so a store
    /// without a look says nothing.
    static func differences(_ old: [String: String], _ new: [String: String]) -> [String] {
        old.filter { name, digest in new[name].map { $0 != digest } ?? false }.keys.sorted()
    }
}

extension LiveState {
    /// A digest of everything that a plan looks at, by address and id.
    fileprivate var fingerprints: [String: String] {
        var fingerprints: [String: String] = [:]
        for assistant in assistants {
            let address = ResourceAddress(.assistant(key: assistant.key))
            fingerprints["\(address) (\(assistant.id))"] = ContentDigest.short(assistant.identifyingValue)
        }
        for store in vectorStores { fingerprints[store.fingerprintName] = ContentDigest.short(store.identifyingValue) }
        return fingerprints
    }

    fileprivate var memberFingerprints: [String: String] {
        var fingerprints: [String: String] = [:]
        for store in vectorStores {
            guard let members = store.members?.sorted(by: { $0.fileID < $1.fileID }) else { continue }
            fingerprints[store.fingerprintName] = ContentDigest.short(.array(members.map(\.identifyingValue)))
        }
        return fingerprints
    }
}

extension AppliedRecord {
    /// In the form of the first version of records, in which they were when plans were saved that still stand.
    fileprivate var identifyingText: String {
        let values: [(String, String?)] = [
            ("d", definition?.text), ("e", echo?.text), ("m", members), ("k", metadataKeys.joined(separator: ",")),
            ("c", codeFiles.map { $0.id + $0.path + $0.content }.joined()), ("r", removing.joined()),
        ]
        return values.reduce("v=1") { text, pair in
            guard let value = pair.1, !value.isEmpty else { return text }
            return "\(text);\(pair.0)=\(value)"
        }
    }
}

extension LiveAssistant {
    fileprivate var identifyingValue: JSONValue {
        [
            "fields": .array(definition.fields.map { [.string($0.path), $0.value] }),
            "vector_store_ids": .array(vectorStoreIDs.map { .string($0) }),
            "code_interpreter": .array(codeInterpreterFiles.map { [.string($0.id), .bool($0.isDeleted)] }),
            "record": JSONValue(record?.identifyingText),
            "protect": .bool(isProtected),
        ]
    }
}

extension LiveVectorStore {
    fileprivate var fingerprintName: String { "\(ResourceAddress(.vectorStore(key: key))) (\(id))" }

    /// Counts, which lag, are left out.
    fileprivate var identifyingValue: JSONValue {
        [
            "name": JSONValue(name),
            "expires_after_days": JSONValue(expiresAfterDays),
            "expired": .bool(isExpired),
            "metadata": .object(JSONObject(foreignMetadata.map { ($0.key, .string($0.value)) })),
            "record": JSONValue(record?.identifyingText),
            "protect": .bool(isProtected),
        ]
    }
}

extension LiveMember {
    fileprivate var identifyingValue: JSONValue {
        [
            .string(fileID), JSONValue(path), JSONValue(sha256),
            .object(JSONObject(attributes.map { ($0.key, $0.value) })),
        ]
    }
}
