import AssistantModel

/// Makes plans: from what the files in git say and what the account holds to what apply would do.
///
/// Pure and deterministic: equal inputs, in whatever order they were listed, give equal plans.
package struct Planner: Sendable {
    /// Whether a plan may delete most of what the project owns.
    private let allowsMassDelete: Bool
    /// What part of the project is planned.
    private let scope: PlanScope

    /// A planner; `allowsMassDelete` takes the brake off.
    package init(allowsMassDelete: Bool = false, scope: PlanScope = .everything) {
        self.allowsMassDelete = allowsMassDelete
        self.scope = scope
    }

    /// What apply would do.
    ///
    /// - Parameters:
    ///   - contents: what every file of ``DesiredState/filePaths`` holds, by path.
    ///   - digests: of these contents, where somebody made them already.
    ///   - live: with the members of every store that ``StoreInspection/storeIDs(desired:digests:live:scope:)`` names.
    package func plan(
        desired: DesiredState,
        contents: FileContents,
        digests: MemberDigests? = nil,
        live: LiveState
    ) -> Plan {
        let match = LiveMatch(desired: desired, live: live)
        let digests = digests ?? MemberDigests(of: desired, contents: contents)
        let users = Dictionary(grouping: desired.assistants.filter { $0.knowledge != nil }) { $0.knowledge ?? "" }
        let ownedStores = Dictionary(live.vectorStores.map { ($0.id, $0.key) }) { first, _ in first }
        let comparisons = desired.assistants.reduce(into: [String: DefinitionComparison]()) { comparisons, assistant in
            guard let object = match.assistants[assistant.key]?.object else { return }
            comparisons[assistant.key] = DefinitionComparison(assistant: assistant, live: object)
        }
        var draft = PlanDraft(codeFilePaths: CodeFilePaths(knowing: desired.filePaths))
        draft.warnings = match.warnings
        for knowledgeBase in desired.knowledgeBases {
            // An assistant that is as it was last applied refers to a store that is no longer there.
            let users = users[knowledgeBase.key] ?? []
            let isMissing = users.contains { assistant in
                guard let object = match.assistants[assistant.key]?.object else { return false }
                return comparisons[assistant.key]?.movement.inManifests == false && !object.vectorStoreIDs.isEmpty
                    && object.vectorStoreIDs.allSatisfy { ownedStores[$0] == nil }
            }
            draft.add(
                KnowledgePlan(
                    knowledgeBase,
                    users: users,
                    contents: contents,
                    digests: digests,
                    live: match.stores[knowledgeBase.key],
                    isMissing: isMissing,
                    scope: scope,
                    addresses: &draft.addresses
                )
            )
        }
        for assistant in desired.assistants {
            let live = match.assistants[assistant.key]
            draft.add(
                AssistantPlan(
                    assistant,
                    contents: contents,
                    live: live,
                    comparison: comparisons[assistant.key],
                    knowledge: assistant.knowledge.flatMap { draft.knowledge[$0] },
                    ownedStores: ownedStores,
                    codeFilePaths: draft.codeFilePaths,
                    scope: scope,
                    addresses: &draft.addresses
                ),
                knowledge: assistant.knowledge,
                storeIDs: live?.object.vectorStoreIDs ?? []
            )
        }
        draft.addSurplus(match, reason: nil)
        draft.finishRemovals()
        draft.narrow(to: scope)

        let safeguards = Safeguards(desired: desired, match: match, changes: draft.changes)
        var refusals = safeguards.protectedObjects + safeguards.metadataLimits(desired)
        if !allowsMassDelete, let brake = safeguards.massDelete(unchangedCount: draft.unchangedCount) {
            refusals.append(brake)
        }
        return draft.plan(
            project: desired.project,
            environment: desired.environment,
            purpose: .apply,
            scope: scope,
            refusals: refusals
        )
    }

    /// What `destroy` would do: delete every object that the project owns in the environment, and nothing else.
    ///
    /// - Parameters:
    ///   - live: with the members of every store.
    ///   - codeFilePaths: of the files that the project knows, for addresses.
    package func destroyPlan(
        project: String,
        environment: EnvironmentSettings,
        live: LiveState,
        codeFilePaths: CodeFilePaths = CodeFilePaths(knowing: [])
    ) -> Plan {
        let match = LiveMatch(desired: nil, live: live)
        var draft = PlanDraft(codeFilePaths: codeFilePaths)
        draft.addSurplus(match, reason: .destroy)
        draft.finishRemovals()

        var refusals = Safeguards(desired: nil, match: match, changes: draft.changes).protectedObjects
        if environment.isProtected {
            let message =
                "environment \"\(environment.name)\" is protected: nothing in it is destroyed; "
                + "set `protect: false` in project.yaml first"
            refusals.append(PlanRefusal(kind: .protectedEnvironment, message: message))
        }
        return draft.plan(project: project, environment: environment, purpose: .destroy, refusals: refusals)
    }
}
