import AssistantModel

/// What the members of every declared store should be, as records keep it: ``StoreDigest/members(of:contents:)``, made
/// once for all who compare.
package struct MemberDigests: Sendable {
    private let digests: [String: String]

    /// - Parameter contents: with an entry for every file of every knowledge base.
    package init(of desired: DesiredState, contents: FileContents) {
        let pairs = desired.knowledgeBases.map { ($0.key, StoreDigest.members(of: $0, contents: contents)) }
        digests = Dictionary(pairs) { first, _ in first }
    }

    /// Of a knowledge base of the desired state.
    subscript(_ knowledgeBase: KnowledgeBase) -> String {
        guard let digest = digests[knowledgeBase.key] else {
            preconditionFailure("\(knowledgeBase.key) is not declared")
        }
        return digest
    }
}
