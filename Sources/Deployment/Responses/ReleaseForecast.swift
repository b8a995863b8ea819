import AssistantModel
import Planning

/// What the release of a plan will hold, told before anything is written: whether it fits.
///
/// Ids that nothing has yet are taken for as long as those that servers give.
package struct ReleaseForecast: Sendable {
    /// The live release; nil before the first one.
    let live: RegistrySnapshot?
    let origin: ReleaseDocument.Origin
    /// How many releases stay on the account.
    let keep: Int

    private static let fileID = "file-" + String(repeating: "x", count: 24)
    private static let vectorStoreID = "vs_" + String(repeating: "x", count: 32)

    /// Why a plan must not be applied: its release would have more bytes than one may have; nil where it has not.
    package func refusal(
        of plan: Plan,
        _ desired: DesiredState,
        _ contents: FileContents,
        limit: Int = ReleaseDocument.maximumBytes
    ) -> PlanRefusal? {
        let bytes = document(of: plan, desired, contents).unlimitedText.utf8.count
        guard bytes > limit else { return nil }
        return PlanRefusal(
            kind: .releaseTooLarge,
            message:
                "the release would have about \(bytes) bytes, and one may have \(limit): prompts and schemas stand in it "
                + "twice, in the definition and in the ready request. Make them smaller, put many small knowledge files "
                + "into fewer larger ones, or split the project"
        )
    }

    func document(of plan: Plan, _ desired: DesiredState, _ contents: FileContents) -> ReleaseDocument {
        var content = live?.content ?? ReleaseContent()
        let leftOut = Set(plan.leftOut)
        let previous = Dictionary(content.assistants.map { ($0.key, $0) }) { first, _ in first }
        let entries = desired.knowledgeBases.map { ($0.key, entry(of: $0, contents)) }
        let knowledge = Dictionary(entries) { first, _ in first }
        let shared = Set(desired.knowledgeBases.filter(\.isShared).map(\.key))
        let declared = Set(desired.assistants.map(\.key))
        content.assistants.removeAll { declared.contains($0.key) || !leftOut.contains(.assistant($0.key)) }
        for assistant in desired.assistants {
            if leftOut.contains(.assistant(assistant.key)) {
                if let old = previous[assistant.key] { content.assistants.append(old) }
                continue
            }
            let files = assistant.codeInterpreterFiles.compactMap { file in
                entry(of: file, contents[.codeInterpreterFile(assistant.key, file.path)])
            }
            // Fields that may be edited on the account stay as they are there.
            let definition = previous[assistant.key].map {
                assistant.definition.keeping(assistant.lifecycle, of: $0.definition)
            }
            content.assistants.append(
                ReleaseAssistant(
                    assistant,
                    definition ?? assistant.definition,
                    assistant.knowledge.flatMap { knowledge[$0] },
                    isShared: assistant.knowledge.map(shared.contains) ?? false,
                    codeInterpreterFiles: files
                )
            )
        }
        content.knowledgeBases = shared.sorted().compactMap { knowledge[$0] }
        content.changes = plan.changes.map { "\($0.action.rawValue) \($0.address)" }
        content.history = live?.history.kept(keep) ?? []
        return ReleaseDocument(
            project: desired.project,
            environment: desired.environment.name,
            base: live?.version,
            release: (live?.document.release ?? 0) + 1,
            origin: origin,
            content: .complete(content)
        )
    }

    private func entry(of knowledge: KnowledgeBase, _ contents: FileContents) -> ReleaseKnowledge {
        ReleaseKnowledge(
            key: knowledge.key,
            vectorStoreID: Self.vectorStoreID,
            chunking: knowledge.chunking,
            expiresAfterDays: knowledge.expiresAfterDays,
            files: knowledge.files.compactMap { entry(of: $0, contents[.knowledgeFile(knowledge.key, $0.path)]) },
            digests: ["members": StoreDigest.members(of: knowledge, contents: contents)]
        )
    }

    private func entry(of file: ProjectFile, _ content: FileContent?) -> ReleaseFile? {
        content.map {
            ReleaseFile(
                path: file.path,
                sha256: $0.sha256,
                bytes: $0.bytes,
                id: Self.fileID,
                attributes: file.attributes
            )
        }
    }
}

extension ResponsesAdapter {
    /// Tells what releases of plans will hold, on the live release as the last reading of definitions found it.
    package func forecast() async -> ReleaseForecast {
        let live = await state.snapshot
        return ReleaseForecast(live: live, origin: runSettings.origin(at: live?.readAt ?? 0), keep: keep)
    }
}
