import AssistantModel
import OpenAIAPI
import OrderedJSON

extension FakeAccount {
    /// The account as an application sees it, without ids and times: equal for accounts that hold the same.
    var picture: [String] {
        read { state in
            let fileText = { (id: String) in
                state.files[id].map { "\($0.name) \($0.sha256.prefix(8))" } ?? "missing file"
            }
            let storeText = { (id: String) -> String in
                guard let store = state.stores[id] else { return "missing store" }
                let members = store.members.map { id, member in
                    "\(fileText(id)) \(JSONWriter(sortsKeys: true).string(from: member.attributes)) \(member.status)"
                        + " \(JSONWriter(sortsKeys: true).string(from: member.chunking))"
                }.sorted()
                var pairs = store.metadata
                // Creations are as random as ids.
                var record = pairs[Ownership.MetadataKey.record].flatMap(AppliedRecord.init(text:))
                record?.creation = nil
                pairs[Ownership.MetadataKey.record] = record?.text
                let metadata = pairs.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }
                return "\(store.name ?? "-") \(store.expiresAfter) \(metadata) \(members)"
            }
            let assistants = state.assistants.values.map { assistant -> String in
                let resources = assistant["tool_resources"]
                let stores = (resources?["file_search"]?["vector_store_ids"]?.arrayValue ?? []).compactMap(
                    \.stringValue
                )
                let code = (resources?["code_interpreter"]?["file_ids"]?.arrayValue ?? []).compactMap(\.stringValue)
                var rest = assistant
                for key in ["id", "created_at", "tool_resources"] { rest[key] = nil }
                var metadata = rest["metadata"]?.objectValue ?? [:]
                // Digests of ids differ from account to account.
                let record = metadata[Ownership.MetadataKey.record]?.stringValue.flatMap(AppliedRecord.init(text:))
                metadata[Ownership.MetadataKey.record] = .string(
                    "\(record?.definition?.text ?? "-") \(record?.removing ?? [])"
                )
                rest["metadata"] = .object(metadata)
                return "assistant \(JSONWriter(sortsKeys: true).string(from: .object(rest))) "
                    + "\(stores.map(storeText)) \(code.map(fileText))"
            }
            return assistants.sorted()
                + state.stores.keys.map { "store " + storeText($0) }.sorted()
                + state.files.keys.map { "file " + fileText($0) }.sorted()
        }
    }
}
