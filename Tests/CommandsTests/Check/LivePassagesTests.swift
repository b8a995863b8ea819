import AssistantModel
import Deployment
import Planning
import SourceDiagnostics
import Testing

@testable import Commands

@Suite("How long passages of what is live can be")
struct LivePassagesTests {
    private static let place = SourceLocation(file: "bot.yaml")
    private static let small = Chunking(maxChunkSizeTokens: 200, chunkOverlapTokens: 0)

    private static func base(_ chunking: Chunking) -> KnowledgeBase {
        KnowledgeBase(key: "bot", isShared: false, files: [], chunking: chunking, location: place)
    }

    private static func live(cutAs chunking: Chunking, members: String = "done") -> LiveState {
        var store = LiveVectorStore(id: "vs_1", key: "bot", createdAt: 1)
        store.record = .vectorStore(base(chunking), members: members)
        return LiveState(vectorStores: [store])
    }

    private static func tokens(_ live: LiveState, manifests chunking: Chunking, release: ReleaseContent? = nil) -> Int?
    {
        LivePassages(live: live, knowledgeBases: [base(chunking)], release: release).tokens(inStore: "vs_1")
    }

    @Test("the manifests count only where the last apply noted the same")
    func records() {
        #expect(Self.tokens(Self.live(cutAs: Self.small), manifests: Self.small) == 200)
        #expect(Self.tokens(Self.live(cutAs: .standard), manifests: Self.small) == nil)
        #expect(Self.tokens(LiveState(), manifests: Self.small) == nil)
    }

    @Test("the release says how what is live was cut, whatever the manifests say by now")
    func releases() {
        var content = ReleaseContent()
        content.knowledgeBases = [
            ReleaseKnowledge(key: "bot", vectorStoreID: "vs_1", chunking: .standard, files: [])
        ]
        let live = Self.live(cutAs: .standard)
        #expect(Self.tokens(live, manifests: Self.small, release: content) == Chunking.standard.maxChunkSizeTokens)
    }

    @Test("nobody knows it of a store whose files change")
    func underWay() {
        let live = Self.live(cutAs: Self.small, members: AppliedRecord.applyingMembers)
        #expect(Self.tokens(live, manifests: Self.small) == nil)
    }
}
