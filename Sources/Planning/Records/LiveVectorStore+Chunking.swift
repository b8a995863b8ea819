import AssistantModel

extension LiveVectorStore {
    /// Whether the last apply that changed its files was done with all of them: then they are cut as that one noted.
    package var isSettled: Bool {
        guard let members = record?.members else { return false }
        return !AppliedRecord.membersUnderWay.contains(members)
    }

    /// Whether all its files are cut as a knowledge base says, as far as the last apply noted it.
    package func isCut(as knowledgeBase: KnowledgeBase) -> Bool {
        guard isSettled, let noted = record?.definition?.hidden else { return false }
        return noted == AppliedRecord.Digest(of: knowledgeBase).hidden
    }
}
