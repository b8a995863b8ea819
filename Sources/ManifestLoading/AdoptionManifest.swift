import AssistantModel
import SourceDiagnostics
import YAMLTree

/// `adopt`, which stands in the overrides of one environment only: an id is one account's.
enum AdoptionManifest {
    static let key = "adopt"

    /// Takes `adopt` out of a mapping of overrides, so that it is not laid over anything.
    ///
    /// - Parameters:
    ///   - name: of the mapping that it stands in, such as `lifecycle`; nil for the overrides themselves.
    ///   - overrides: of the environment that is loaded for.
    /// - Returns: its value; nil where there is none.
    static func take(under name: String?, from overrides: inout [YAMLNode.Pair]) -> YAMLNode? {
        guard let name else {
            guard let index = overrides.firstIndex(where: { $0.key == key }) else { return nil }
            return overrides.remove(at: index).value
        }
        guard let index = overrides.firstIndex(where: { $0.key == name }),
            case .mapping(var members) = overrides[index].value.value,
            let adopted = take(under: nil, from: &members)
        else { return nil }
        overrides[index].value.value = .mapping(members)
        if members.isEmpty { overrides.remove(at: index) }
        return adopted
    }

    /// What an assistant adopts.
    static func assistant(_ node: YAMLNode?, context: LoadContext) -> Adoption? {
        guard let node else { return nil }
        if let api = context.api, api != .assistants {
            context.problems.error(
                "unsupported-by-api",
                "`api: \(api.rawValue)` has no assistants to adopt",
                at: node.location,
                hint:
                    "available with \(APIFeature.list([.assistants])); a store is adopted with `knowledge: { adopt: ... }`"
            )
            return nil
        }
        return adoption(node, context, Identifier.assistant)
    }

    /// What a knowledge base adopts.
    static func vectorStore(_ node: YAMLNode?, context: LoadContext) -> Adoption? {
        node.flatMap { adoption($0, context, Identifier.vectorStore) }
    }

    private static func adoption(
        _ node: YAMLNode,
        _ context: LoadContext,
        _ read: (Field) -> String?
    ) -> Adoption? {
        read(Field(name: key, node: node, problems: context.problems)).map {
            Adoption(id: $0, location: node.location)
        }
    }
}
