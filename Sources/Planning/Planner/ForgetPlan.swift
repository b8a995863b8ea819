import AssistantModel
import SourceDiagnostics

extension Planner {
    /// What `forget` would do: take the project's marks off objects, which stay on the account as they are. An
    /// assistant takes its own vector store along; files go with their store.
    ///
    /// - Parameters:
    ///   - patterns: addresses and globs, as given; ``LiveState/unforgettable(_:)`` has those that meet nothing.
    ///   - live: members are not needed.
    ///   - desired: what the manifests declare: the next apply makes that anew.
    package func forgetPlan(
        _ patterns: [AddressPattern],
        live: LiveState,
        desired: DesiredState,
        _ context: PlanContext = PlanContext()
    ) -> Plan {
        var draft = ForgetDraft(patterns, LiveMatch(desired: nil, live: live))
        draft.noteDeclared(desired)
        return Plan(
            project: desired.project,
            environment: desired.environment.name,
            api: desired.environment.api,
            purpose: .forget,
            changes: draft.changes,
            warnings: draft.warnings + context.warnings,
            refusals: draft.refusals + context.refusals,
            unchangedCount: draft.unchanged.count,
            unchanged: draft.unchanged,
            release: context.release,
            scope: PlanScope(only: patterns)
        )
    }
}

extension LiveState {
    /// Why addresses and globs are wrong usage that meet nothing which can be forgotten. Files are met by no glob: one
    /// over everything means the objects that can be.
    package func unforgettable(_ patterns: [AddressPattern]) -> [Diagnostic] {
        let match = LiveMatch(desired: nil, live: self)
        let known = match.surplusAssistants.map(\.address) + match.surplusStores.map(\.address)
        return patterns.compactMap { pattern in
            guard !known.contains(where: pattern.matches) else { return nil }
            if pattern.text.hasPrefix("file.") {
                return .error(
                    "not-forgettable",
                    "\"\(pattern.text)\" cannot be forgotten on its own: a file belongs to its store",
                    at: nil,
                    hint: "forget its assistant or its vector store"
                )
            }
            return .error(
                "unknown-address",
                "\"\(pattern.text)\" is the address of no assistant and no vector store that this project owns on the account",
                at: nil,
                hint: pattern.hint(among: known)
            )
        }
    }
}

/// A plan to forget in the making.
private struct ForgetDraft {
    private(set) var changes: [ResourceChange] = []
    private(set) var unchanged: [UnchangedObject] = []
    private(set) var warnings: [PlanWarning] = []
    private(set) var refusals: [PlanRefusal] = []

    init(_ patterns: [AddressPattern], _ match: LiveMatch) {
        func isNamed(_ address: ResourceAddress) -> Bool { patterns.contains { $0.matches(address) } }
        let assistants = match.surplusAssistants.filter { isNamed($0.address) }
        let others = match.surplusAssistants.filter { !isNamed($0.address) }
        unchanged = others.map { UnchangedObject(address: $0.address, liveID: $0.object.id, live: $0.object.fields) }
        var forgotten: [String: ResourceAddress] = [:]
        for store in match.surplusStores {
            let object = UnchangedObject(
                address: store.address,
                liveID: store.object.id,
                live: store.object.fields
            )
            let users = others.users(of: store.object)
            let owner = assistants.first { $0.object.owns(store) }
            if isNamed(store.address) {
                if !users.isEmpty { refuse(store.address, users: users) }
            } else if owner == nil {
                noteShared(store.address, users: assistants.users(of: store.object))
                unchanged.append(object)
                continue
            } else if !users.isEmpty {
                noteKept(store.address, users: users)
                unchanged.append(object)
                continue
            }
            forgotten[store.object.id] = store.address
            let reason = ChangeReason.Kind.forget(with: isNamed(store.address) ? nil : owner?.address.description)
            add(object, reason, isProtected: store.object.isProtected)
        }
        for assistant in assistants {
            add(
                UnchangedObject(
                    address: assistant.address,
                    liveID: assistant.object.id,
                    live: assistant.object.fields
                ),
                .forget(with: nil),
                isProtected: assistant.object.isProtected,
                after: assistant.object.vectorStoreIDs.compactMap { forgotten[$0] }
            )
        }
    }

    private mutating func add(
        _ object: UnchangedObject,
        _ reason: ChangeReason.Kind,
        isProtected: Bool,
        after dependencies: [ResourceAddress] = []
    ) {
        let address = object.address
        let fields = ProtectField.change(from: isProtected, to: false, cause: nil).map { [$0] } ?? []
        changes.append(
            ResourceChange(
                address: address,
                action: .forget,
                reasons: [ChangeReason(reason)],
                fields: fields,
                kept: KeptFields(live: object.fields.others, except: fields),
                liveID: object.liveID,
                dependencies: dependencies
            )
        )
        guard isProtected else { return }
        warn("protected", address, "\(address) is protected: that mark goes too, and this tool protects it no longer")
    }

    // MARK: What to know

    private mutating func refuse(_ store: ResourceAddress, users: [ResourceAddress]) {
        let message =
            "\(store) is the knowledge of \(Self.list(users)), which this project still manages: "
            + "name them too: \(users.map(\.description).joined(separator: " "))"
        refusals.append(PlanRefusal(kind: .inUse, address: store.description, message: message))
    }

    private mutating func noteKept(_ store: ResourceAddress, users: [ResourceAddress]) {
        warn("stays-managed", store, "\(store) stays managed: \(Self.list(users)) uses it")
    }

    private mutating func noteShared(_ store: ResourceAddress, users: [ResourceAddress]) {
        guard !users.isEmpty else { return }
        warn(
            "stays-managed",
            store,
            "\(store), the knowledge of \(Self.list(users)), is shared and stays managed: when it goes, they lose their "
                + "knowledge; name it too to leave it alone"
        )
    }

    mutating func noteDeclared(_ desired: DesiredState) {
        let places = Dictionary(
            desired.assistants.map { (ResourceAddress.assistant($0.key), $0.location) }
                + desired.knowledgeBases.map { (ResourceAddress.vectorStore($0.key), $0.location) }
        ) { first, _ in first }
        for address in changes.map(\.address) {
            guard let location = places[address] else { continue }
            warn(
                "still-declared",
                address,
                "the manifests still declare \(address): the next apply will make it anew; remove it from git first",
                at: location
            )
        }
    }

    private mutating func warn(
        _ code: String,
        _ address: ResourceAddress,
        _ message: String,
        at location: SourceLocation? = nil
    ) {
        warnings.append(
            PlanWarning(code: code, message: message, address: address.description, location: location)
        )
    }

    private static func list(_ addresses: [ResourceAddress]) -> String {
        addresses.map(\.description).joined(separator: ", ")
    }
}

extension [LiveMatch.Surplus<LiveAssistant>] {
    /// The addresses of those that use a store, sorted.
    fileprivate func users(of store: LiveVectorStore) -> [ResourceAddress] {
        filter { $0.object.vectorStoreIDs.contains(store.id) }.map(\.address).sorted()
    }
}

extension LiveAssistant {
    /// Whether the store is the assistant's own: it has the assistant's key, and the assistant uses it or uses none.
    fileprivate func owns(_ store: LiveMatch.Surplus<LiveVectorStore>) -> Bool {
        guard store.object.key == key else { return false }
        return vectorStoreIDs.contains(store.object.id) || (vectorStoreIDs.isEmpty && store.duplicateOf == nil)
    }
}
