import AssistantModel

/// Makes plans: from what the files in git say and what the account holds to what apply would do.
///
/// **First stage, ``Matching``: who is who.** Lists show the account's objects that carry the project's marks.
///
/// 1. Desired and live objects are paired by key (``LiveMatch``). A desired object that `renamed_from` leads to a live
///    one under another key is that one. Of several live objects with equal marks one is live: for stores a usable one,
///    then the one that an assistant refers to, then the oldest. What is left over is surplus.
/// 2. A store's record says what its members should be. Where that, the counts and the state say what the manifests say,
///    nobody looks into it: a plan of a project that is as it should be costs a request per hundred objects. The other
///    stores, and all as soon as one goes, are the ``Matching/needs``.
///
/// **Second stage, ``Planner/plan(_:_:)``: what differs.** It starts from an ``Inspection``, which only answers to these
/// needs make.
///
/// 3. For every knowledge base (``KnowledgePlan``): is there no store, it is created; is it expired, another takes its
///    place. Its members are paired with files by path, then by name and content, which is a move
///    (``MembershipComparison``). What cannot stay, because content or chunking differ or indexing failed, is replaced:
///    a file object never changes. A member without our attributes was attached by hand: it is detached, not deleted.
/// 4. For every assistant (``AssistantPlan``): its definition in normal form, its store, the files of code interpreter.
/// 5. Whatever is compared is compared three ways (``FieldComparison``): what the manifests say, what the account shows,
///    and what was last applied, as the object's record has it. So each difference is an edit in git or one by hand,
///    which is drift; and where neither side moved it is the server's own way of showing things, and no change.
/// 6. What is surplus goes, with its files. Removals come last, because they need to know all else (``PlanDraft``): a
///    file object that another store needs stays, and leaves this store only.
/// 7. Every change names what has to be done before it: new before old. A store, then its files, then the assistants
///    that use them, then what nobody uses any more.
/// 8. A plan of a part of the project keeps what was asked for and what that needs (``ChangeSelection``).
/// 9. What manifests adopt is looked up by its id (``AdoptionLook``), and from there on takes part as if it had the
///    project's marks: it is compared, and its change is an adoption. In a store that is adopted the members have no
///    attributes yet: they are paired with files by name, and stay where the server read the text that the file has.
/// 10. Whatever apply would refuse is said (``Safeguards``, ``ExternalKnowledgeCheck``): protected objects, too much that
///    goes, too much metadata, knowledge of another pipeline that is gone.
///
/// Pure and deterministic: equal inputs, in whatever order they were listed, give equal plans.
package struct Planner: Sendable {
    /// Whether a plan may delete most of what the project owns.
    private let allowsMassDelete: Bool

    /// A planner; `allowsMassDelete` takes the brake off.
    package init(allowsMassDelete: Bool = false) {
        self.allowsMassDelete = allowsMassDelete
    }

    /// What apply would do.
    package func plan(_ inspection: Inspection, _ context: PlanContext = PlanContext()) -> Plan {
        let desired = inspection.project.desired
        let adoptions = AdoptionCheck(inspection)
        let everything = draft(inspection)
        let isRecordBehind = !everything.renewals.isEmpty
        let draft = everything.finished(inspection, scope: inspection.project.scope)
            .without(adoptions.refusedOwners)
        let safeguards = Safeguards(desired: desired, match: inspection.match, changes: draft.changes)
        let external = inspection.externalStores.map { stores in
            ExternalKnowledgeCheck(
                desired.assistants,
                scope: inspection.project.scope,
                changed: Set(draft.changes.map(\.address)),
                stores: stores,
                owned: Set(inspection.live.vectorStores.map(\.id))
            )
        }
        var refusals =
            safeguards.protectedObjects + safeguards.metadataLimits + (external?.refusals ?? []) + adoptions.refusals
            + inspection.storesInUse(draft.changes)
        if !allowsMassDelete, let brake = safeguards.massDelete(unchangedCount: draft.unchanged.count) {
            refusals.append(brake)
        }
        var plan = plan(.apply, inspection, draft, context, refusals: refusals)
        if let external, !external.references.isEmpty {
            plan.externalKnowledge = external.references
            plan.warnings = (plan.warnings + external.warnings).sorted()
        }
        if context.isOfManifests {
            plan.warnings = (plan.warnings + adoptions.warnings).sorted()
            let renames = LikelyRename.warnings(
                desired: desired.assistants,
                match: inspection.match,
                changes: draft.changes
            )
            plan.warnings = (plan.warnings + renames).sorted()
            // Elsewhere the record stands in metadata, which nobody reads but this tool.
            if isRecordBehind, plan.isEmpty, plan.scope == .everything, plan.api == .responses {
                plan.warnings = (plan.warnings + [.recordBehind]).sorted()
            }
            let scope = inspection.project.scope
            let weakened = desired.assistants.filter { scope.includes(.assistant($0.key)) }.flatMap { assistant in
                inspection.match.assistants[assistant.key].map {
                    WeakenedChecks(of: assistant, since: $0.object, release: context.release).warnings
                } ?? []
            }
            plan.warnings = (plan.warnings + weakened).sorted()
        }
        if context.refusesUnknownModels { plan = plan.refusingUnknownModels }
        plan.estimates = context.estimator?.estimates(
            for: plan,
            desired: desired,
            contents: inspection.project.contents,
            live: inspection.live
        )
        return plan
    }

    /// What brings records up to date where plans see no change: somebody made an edit on both sides, as by writing one of
    /// the account back into the manifests, and the record still has what was applied before. Sorted by address; empty for
    /// a part of a project.
    package func renewals(_ inspection: Inspection) -> [ResourceChange] {
        guard inspection.project.scope == .everything else { return [] }
        return draft(inspection).renewals.sorted { $0.address < $1.address }
    }

    /// What changed on the account since the last apply, if what is desired is what was applied. Changes nothing.
    package func driftPlan(_ inspection: Inspection, _ context: PlanContext = PlanContext()) -> Plan {
        var draft = draft(inspection).finished(inspection)
        let differing = draft.changes.compactMap(UnchangedObject.init(without:))
        draft.changes = []
        draft.warnings = []
        draft.drift += missingAssistants(inspection)
        var plan = plan(.refresh, inspection, draft, context, refusals: [])
        plan.unchanged = (draft.unchanged + differing).sorted { $0.address < $1.address }
        return plan
    }

    /// Assistants that are not there, while a store of their own is, whole: of what was deleted nothing else is left that
    /// tells that it was there.
    private func missingAssistants(_ inspection: Inspection) -> [ResourceDrift] {
        inspection.project.desired.assistants.compactMap { assistant in
            guard inspection.match.assistants[assistant.key] == nil, assistant.knowledge == assistant.key,
                let store = inspection.match.stores[assistant.key]?.object,
                let record = store.record, record.definition != nil, let members = record.members,
                !AppliedRecord.membersUnderWay.contains(members)
            else { return nil }
            let reason = ChangeReason(.missingOnAccount)
            return ResourceDrift(address: .assistant(assistant.key), liveID: nil, reason: reason)
        }
    }

    /// What `destroy` would do: delete every object that the project owns in the environment, and nothing else.
    ///
    /// - Parameters:
    ///   - inspection: where nothing is declared.
    ///   - codeFilePaths: of the files that the project knows, for addresses.
    package func destroyPlan(
        _ inspection: Inspection,
        _ context: PlanContext = PlanContext(),
        codeFilePaths: CodeFilePaths = CodeFilePaths(knowing: [])
    ) -> Plan {
        let desired = inspection.project.desired
        let draft = PlanDraft(codeFilePaths: codeFilePaths).finished(inspection, reason: .destroy)
        var refusals = Safeguards(desired: desired, match: inspection.match, changes: draft.changes).protectedObjects
        refusals += inspection.storesInUse(draft.changes)
        if let refusal = PlanRefusal(destroying: desired.environment) { refusals.append(refusal) }
        return plan(.destroy, inspection, draft, context, refusals: refusals)
    }

    /// Every desired object against the live one that it stands for.
    private func draft(_ inspection: Inspection) -> PlanDraft {
        let (project, match) = (inspection.project, inspection.match)
        let desired = project.desired
        let users = Dictionary(grouping: desired.assistants, by: \.knowledge)
        let ownedStores = Dictionary(inspection.live.vectorStores.map { ($0.id, $0.key) }) { first, _ in first }
        let comparisons = desired.assistants.reduce(into: [String: DefinitionComparison]()) { comparisons, assistant in
            guard let object = match.assistants[assistant.key]?.object else { return }
            comparisons[assistant.key] = DefinitionComparison(assistant: assistant, live: object)
        }
        let hasCodeFiles = inspection.live.assistants.contains { !$0.codeInterpreterFiles.isEmpty }
        var draft = PlanDraft(codeFilePaths: CodeFilePaths(knowing: hasCodeFiles ? desired.filePaths : []))
        for knowledgeBase in desired.knowledgeBases {
            // An assistant that is as it was last applied refers to a store that is no longer there.
            let users = users[knowledgeBase.key] ?? []
            let isMissing = users.contains { assistant in
                guard let object = match.assistants[assistant.key]?.object else { return false }
                return object.record?.externalStore == nil && comparisons[assistant.key]?.movement.inManifests == false
                    && !object.vectorStoreIDs.isEmpty
                    && object.vectorStoreIDs.allSatisfy { ownedStores[$0] == nil }
            }
            draft.add(
                KnowledgePlan(
                    knowledgeBase,
                    ownership: desired.ownership,
                    users: users,
                    contents: project.contents,
                    digests: project.digests,
                    live: match.stores[knowledgeBase.key],
                    isMissing: isMissing,
                    scope: project.scope,
                    addresses: &draft.addresses
                )
            )
        }
        for assistant in desired.assistants {
            let live = match.assistants[assistant.key]
            draft.add(
                AssistantPlan(
                    assistant,
                    ownership: desired.ownership,
                    contents: project.contents,
                    live: live,
                    comparison: comparisons[assistant.key],
                    knowledge: assistant.knowledge.flatMap { draft.knowledge[$0] },
                    ownedStores: ownedStores,
                    codeFilePaths: draft.codeFilePaths,
                    scope: project.scope,
                    addresses: &draft.addresses
                ),
                knowledge: assistant.knowledge,
                storeIDs: live?.object.vectorStoreIDs ?? []
            )
        }
        return draft
    }

    private func plan(
        _ purpose: Plan.Purpose,
        _ inspection: Inspection,
        _ draft: PlanDraft.Finished,
        _ context: PlanContext,
        refusals: [PlanRefusal]
    ) -> Plan {
        let desired = inspection.project.desired
        return Plan(
            project: desired.project,
            environment: desired.environment.name,
            api: desired.environment.api,
            purpose: purpose,
            changes: draft.changes,
            drift: draft.drift,
            warnings: draft.warnings + context.warnings,
            refusals: refusals + context.refusals,
            unchangedCount: draft.unchanged.count,
            unchanged: draft.unchanged,
            release: context.release,
            scope: inspection.project.scope,
            leftOut: draft.leftOut
        )
    }
}
