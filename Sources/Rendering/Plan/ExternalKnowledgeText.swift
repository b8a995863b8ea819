import Planning

/// Knowledge that another pipeline fills: a line for each assistant that refers to it.
enum ExternalKnowledgeText {
    /// Such as `assistant.support-bot searches "Handbook" (vs_123, 42 files), which is managed elsewhere`.
    static func lines(_ plan: Plan) -> [String] {
        (plan.externalKnowledge ?? []).map { reference in
            let name =
                reference.name.map { "\"\($0)\" (\(reference.vectorStoreID), " } ?? "\(reference.vectorStoreID) ("
            return "\(reference.address) searches \(name)\(Wording.count(reference.fileCount, "file"))), "
                + "which is managed elsewhere"
        }
    }
}
