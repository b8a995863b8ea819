import AssistantModel

extension AppliedRecord {
    /// The values of ``members`` that are no digest.
    static let membersUnderWay = [applyingMembers, partialMembers, adoptingMembers]

    /// The record for an assistant as declared.
    ///
    /// - Parameters:
    ///   - codeFiles: the files of code interpreter that it has once the change is done.
    ///   - echo: the server's answer; nil before it is known. Where the result's ``echo`` is not nil, the server shows
    ///     the definition differently than it was sent, and the record has to be written again with it.
    package static func assistant(
        _ assistant: Assistant,
        codeFiles: [CodeFile],
        echo: LiveAssistant? = nil
    ) -> AppliedRecord {
        let keys = assistant.metadataKeys
        let ignored = Set(assistant.lifecycle.ignoredFields)
        let sent = Digest(fields: assistant.managedFields())
        let echoed = echo.flatMap { live -> Digest? in
            let shown = Digest(fields: live.managedFields(ignoring: ignored) { keys.contains($0) })
            return sent.isShown(by: shown, showsHidden: live.showsReasoningEffort) ? nil : shown
        }
        return AppliedRecord(
            definition: sent,
            echo: echoed,
            ignoredFields: ignored,
            metadataKeys: keys.map(AppliedRecord.digest(ofMetadataKey:)),
            codeFiles: codeFiles,
            externalStore: assistant.externalStoreID.map(AppliedRecord.digest(ofExternalStoreID:)),
            checks: assistant.recordedChecks.digest
        )
    }

    /// The record for the vector store of a knowledge base.
    ///
    /// - Parameters:
    ///   - members: ``applyingMembers`` from before the first change of members until the last, then
    ///     ``StoreDigest/members(of:contents:)``.
    ///   - previous: the live store's record. While members change it keeps saying how they were cut: a server that
    ///     does not show the chunking leaves no other trace of the members that a stopped run did not get to.
    ///   - echo: the server's answer, as for an assistant.
    package static func vectorStore(
        _ knowledgeBase: KnowledgeBase,
        members: String?,
        previous: AppliedRecord? = nil,
        echo: LiveVectorStore? = nil
    ) -> AppliedRecord {
        var settings = Digest(of: knowledgeBase)
        if [applyingMembers, partialMembers, adoptingMembers].contains(members), let recorded = previous?.definition {
            settings.hidden = recorded.hidden
        }
        let echoed = echo.map { Digest(name: $0.name, expiresAfterDays: $0.expiresAfterDays, chunking: nil) }
        return AppliedRecord(
            definition: settings,
            echo: echoed.flatMap { settings.isShown(by: $0, showsHidden: false) ? nil : $0 },
            members: members,
            creation: previous?.creation
        )
    }
}
