import AssistantModel
import OrderedJSON
import SourceDiagnostics

/// What happens to one assistant and the files of its code interpreter.
struct AssistantPlan {
    let address: ResourceAddress
    /// Nil for an assistant that stays as it is.
    private(set) var change: ResourceChange?
    /// Nil for an assistant that changes.
    private(set) var unchanged: UnchangedObject?
    /// What renews the record of an assistant that is as the manifests say, and of which another definition was applied;
    /// nil where the record is right. No change of what anybody uses: plans do not show it.
    private(set) var renewal: ResourceChange?
    let codeFiles: CodeFilePlan
    private(set) var drift: [ResourceDrift] = []

    private let assistant: Assistant
    private let ownership: Ownership

    /// - Parameters:
    ///   - comparison: nil for an assistant that is not on the account.
    ///   - knowledge: the plan for the knowledge base that the assistant uses.
    ///   - ownedStores: the keys of all live stores of the project, by id.
    init(
        _ assistant: Assistant,
        ownership: Ownership,
        contents: FileContents,
        live: LiveMatch.Matched<LiveAssistant>?,
        comparison: DefinitionComparison?,
        knowledge: KnowledgePlan?,
        ownedStores: [String: String],
        codeFilePaths: CodeFilePaths,
        scope: PlanScope,
        addresses: inout AddressBook
    ) {
        self.assistant = assistant
        self.ownership = ownership
        address = .assistant(assistant.key)
        codeFiles = CodeFilePlan(
            assistant,
            contents: contents,
            live: live?.object,
            paths: codeFilePaths,
            scope: scope,
            addresses: &addresses
        )
        if let live, let comparison {
            let reference = StoreReference(
                assistant: assistant,
                live: live.object,
                isChangedInManifests: comparison.movement.inManifests,
                knowledge: knowledge,
                ownedStores: ownedStores
            )
            noteDrift(live.object, comparison: comparison, reference: reference)
            change = update(live, comparison: comparison, reference: reference)
            if change == nil {
                unchanged = UnchangedObject(address: address, liveID: live.object.id, fields: kept(of: live.object))
                if comparison.movement.inManifests, codeFiles.files.isEmpty, codeFiles.removals.isEmpty {
                    renewal = .renewal(of: address, liveID: live.object.id)
                }
            }
        } else {
            change = creation(knowledge: knowledge)
        }
        // The store first, then its files: only then is the assistant pointed at them.
        let awaited = (knowledge?.awaitedStore).map { [$0] } ?? []
        change?.dependencies =
            (awaited + (knowledge?.uploads ?? []) + codeFiles.files.map(\.address)).sorted()
    }

    private func creation(knowledge: KnowledgePlan?) -> ResourceChange {
        // A reviewer of something new looks for what is written.
        let stated = assistant.definition.fields + assistant.definition.statedDefaults
        var fields = stated.sorted { DefinitionOrder.rank($0.path) < DefinitionOrder.rank($1.path) }.map { field in
            FieldChange(path: field.path, before: nil, after: field.value, cause: assistant.origin(ofField: field.path))
        }
        fields += StoreReference.creation(of: assistant, knowledge: knowledge)
        fields += codeFiles.field.changes
        if let field = protectField(isProtected: false) { fields.append(field) }
        return ResourceChange(
            address: address,
            action: .create,
            reasons: [ChangeReason(.new, cause: assistant.location)],
            fields: fields
        )
    }

    /// Nil for an assistant that stays as it is.
    private func update(
        _ live: LiveMatch.Matched<LiveAssistant>,
        comparison: DefinitionComparison,
        reference: StoreReference
    ) -> ResourceChange? {
        var fields = comparison.fields + reference.comparison.changes + codeFiles.field.changes
        if let field = protectField(isProtected: live.object.isProtected) { fields.append(field) }

        var reasons: [ChangeReason] = []
        if let unmarked = live.object.unmarked {
            let cause = assistant.lifecycle.adoption?.location
            reasons.append(ChangeReason(.adopted(nil), cause: cause))
            fields += unmarked.fields(ownership.marks(key: assistant.key), cause: cause)
        }
        if let previous = live.previousKey {
            let cause = assistant.origin(ofField: "lifecycle.renamed_from")
            reasons.append(ChangeReason(.renamed(from: previous), cause: cause))
        }
        // A field that only follows an object it refers to is explained by that object.
        let explained = fields.filter { field in
            !(field.path == StoreReference.path && reference.replaced != nil)
                && !(field.path == FieldPath.codeInterpreterFiles && !codeFiles.replacements.isEmpty)
        }
        reasons += FieldReasons.reasons(for: explained, causes: instructionCauses(fields, live: live.object))
        if let replaced = reference.replaced { reasons.append(ChangeReason(.referenceReplaced(replaced.description))) }
        reasons += codeFiles.replacements
        if comparison.movement.inManifests, !comparison.drift.isEmpty {
            // Both sides moved: digests do not tell which field moved where.
            reasons.append(ChangeReason(.changedOnAccount([])))
        }
        // A run that stopped while it removed file objects left their note in the record.
        let isRemoving = live.object.record?.removing.isEmpty == false
        if !comparison.isRecorded && live.object.unmarked == nil || isRemoving {
            reasons.append(ChangeReason(.unfinished))
        }
        guard !reasons.isEmpty else { return nil }
        return ResourceChange(
            address: address,
            action: live.object.unmarked != nil ? .adopt : live.previousKey == nil ? .update : .rename,
            reasons: reasons,
            fields: fields,
            kept: kept(of: live.object, except: fields),
            liveID: live.object.id,
            previousAddress: live.previousKey.map { .assistant($0) }
        )
    }

    private func kept(of live: LiveAssistant, except changes: [FieldChange] = []) -> KeptFields {
        let protect = ProtectField.value(assistant.lifecycle.isProtected)
        return KeptFields(declared: assistant.managedFields() + protect, live: live.fields, except: changes)
    }

    private func protectField(isProtected: Bool) -> FieldChange? {
        ProtectField.change(
            from: isProtected,
            to: assistant.lifecycle.isProtected,
            cause: assistant.origin(ofField: ProtectField.path)
        )
    }

    private func instructionCauses(_ fields: [FieldChange], live: LiveAssistant) -> [String: [SourceLocation]] {
        let path = "instructions"
        guard let field = fields.first(where: { $0.path == path }), !field.isDrift, field.after != nil else {
            return [:]
        }
        return [path: InstructionCauses(assistant: assistant, old: live.definition.instructions ?? "").locations]
    }

    private mutating func noteDrift(
        _ live: LiveAssistant,
        comparison: DefinitionComparison,
        reference: StoreReference
    ) {
        let fields = comparison.drift + reference.comparison.drift + codeFiles.field.drift
        drift = codeFiles.drift
        guard !fields.isEmpty else { return }
        let isExact = !comparison.movement.inManifests
        let reason = ChangeReason(.changedOnAccount(isExact ? fields.map(\.path) : []))
        drift.append(ResourceDrift(address: address, liveID: live.id, reason: reason, fields: fields))
    }
}
