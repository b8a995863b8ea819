import AssistantModel
import OrderedJSON

/// Each list is the text of one JSON object by path: the order of keys inside the values stays, as in ``FieldChange``.
extension KeptFields: Codable {
    private enum CodingKeys: CodingKey { case declared, others }

    package init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        func fields(_ key: CodingKeys) throws -> [DefinitionField] {
            guard let text = try container.decodeIfPresent(String.self, forKey: key) else { return [] }
            do {
                return try JSONReader().value(from: text).objectValue?.map { DefinitionField(path: $0, value: $1) }
                    ?? []
            } catch {
                throw DecodingError.dataCorruptedError(forKey: key, in: container, debugDescription: "\(error)")
            }
        }
        self.init()
        declared = try fields(.declared)
        others = try fields(.others)
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        for (key, fields) in [(CodingKeys.declared, declared), (.others, others)] where !fields.isEmpty {
            let object = JSONValue.object(JSONObject(fields.map { ($0.path, $0.value) }))
            try container.encode(JSONWriter().string(from: object), forKey: key)
        }
    }
}
