import AssistantModel
import Deployment
import Planning

/// How long passages of what is live can be: what the release or the stores' records say of it, and never what the
/// manifests alone do, which may be ahead.
struct LivePassages {
    let live: LiveState
    let knowledgeBases: [KnowledgeBase]
    /// The live one; nil where records have to tell.
    var release: ReleaseContent?

    /// In tokens, at most; nil where nobody knows.
    func tokens(inStore id: String?) -> Int? {
        guard let store = live.vectorStores.first(where: { $0.id == id }), store.isSettled else { return nil }
        if let release {
            return release.allKnowledge.first { $0.vectorStoreID == id }?.chunking.maxChunkSizeTokens
        }
        return knowledgeBases.first { $0.key == store.key && store.isCut(as: $0) }?.chunking.maxChunkSizeTokens
    }
}
