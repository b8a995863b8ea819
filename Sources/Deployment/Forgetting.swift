import AssistantModel
import OpenAIAPI
import Planning
import SourceDiagnostics

/// Takes the project's marks off objects and leaves them alone: nothing is deleted, nothing else is written.
///
/// Stores lose their marks first. A run that stops behind them leaves assistants that the project still owns, and the next
/// `forget` finishes; the other way round, a store with marks and without its assistant would be deleted by the next apply.
package struct Forgetting: Sendable {
    private let client: any OpenAIClient
    private let adapter: any DefinitionAdapter
    private let ownership: Ownership
    private let account: AccountGuard
    private let interrupt: InterruptSignal

    /// - Parameter expectedOrganization: what the environment names; answers of another one stop the run.
    package init(
        client: any OpenAIClient,
        adapter: any DefinitionAdapter,
        ownership: Ownership,
        expectedOrganization: String? = nil,
        interrupt: InterruptSignal = InterruptSignal()
    ) {
        self.client = adapter.guarding(client)
        self.adapter = adapter
        self.ownership = ownership
        account = AccountGuard(expectedOrganization: expectedOrganization)
        self.interrupt = interrupt
    }

    /// What a plan is made from: ids are enough. Stores that only the live release still counts among the project's are
    /// part of it: a run that stopped behind them is finished.
    package func read() async throws(DeploymentError) -> LiveState {
        var live = try await LiveSnapshotReader(client: client, adapter: adapter, ownership: ownership).readOverview()
        try account.check(client.observed)
        let marked = Set(live.vectorStores.map(\.id))
        let released = await adapter.releases?.releasedStores() ?? []
        live.vectorStores += released.filter { !marked.contains($0.id) }
        live.vectorStores.sort { $0.id < $1.id }
        return live
    }

    /// Forgets what the plan says.
    ///
    /// - Parameter live: what the plan was made from, read moments ago by the same adapter.
    /// - Throws: ``DeploymentError`` only before the first write: a plan with refusals, an answer from another organisation,
    ///   or an adapter that cannot begin.
    package func carryOut(_ plan: ForgettingPlan, live: LiveState) async throws(DeploymentError) -> ForgettingReport {
        if let refusal = plan.refusals.first { throw DeploymentError(.planRefused, .refused, refusal.message) }
        try account.check(client.observed)
        try account.checkLists(client.observed)
        try await adapter.requireChangeable(plan.assistants)
        let changes = plan.items.map { ReleaseJournal.Change(address: $0.address.description, action: "forget") }
        try await adapter.begin(.apply, changes: changes, interrupt: interrupt) { () async throws(DeploymentError) in
            AccountFingerprint(try await read()).isSame(as: AccountFingerprint(live))
        }
        var report = await adapter.whileWriting { await takeOffMarks(plan) }
        do throws(DeploymentError) {
            try await adapter.finish(.apply, isComplete: report.isComplete)
        } catch {
            report.failure = report.failure ?? error.message
        }
        return report
    }

    /// Looked at between two objects.
    private var isStopped: Bool { interrupt.isRaised || Task.isCancelled }

    private func takeOffMarks(_ plan: ForgettingPlan) async -> ForgettingReport {
        var outcomes: [String: ForgettingReport.Outcome] = [:]
        var wroteSomething = false
        var failure: String?
        for store in plan.vectorStores where !isStopped {
            outcomes[store.id] = await outcome { () async throws(DeploymentError) in
                try await MarkRemoval(ownership: ownership, id: store.id, key: store.key)
                    .carryOut { () async throws(APIError) in
                        try await client.retrieveVectorStore(store.id).metadata
                    } write: { metadata throws(APIError) in
                        try await client.updateVectorStore(
                            store.id,
                            VectorStoreParameters(metadata: .value(metadata))
                        ).metadata
                    }
            }
            wroteSomething = true
        }
        // An assistant whose store keeps its marks keeps its own.
        let kept = Set(plan.vectorStores.map(\.id).filter { outcomes[$0] != .done })
        let ready = plan.assistants.filter { kept.isDisjoint(with: $0.vectorStoreIDs) }
        if let releases = adapter.releases {
            if !isStopped {
                let left = plan.vectorStores.map(\.id).filter { !kept.contains($0) }
                let end = await outcome { () async throws(DeploymentError) in
                    try await releases.publishForgetting(
                        assistants: Set(ready.map(\.key)),
                        vectorStores: Set(left)
                    )
                }
                for assistant in ready { outcomes[assistant.id] = end }
                if ready.isEmpty, case .failed(let message) = end { failure = message }
                wroteSomething = true
            }
        } else {
            for assistant in ready where !isStopped {
                outcomes[assistant.id] = await outcome { () async throws(DeploymentError) in
                    try await adapter.forget(assistant)
                }
                wroteSomething = true
            }
        }
        let entries = plan.items.map { item in
            ForgettingReport.Entry(item: item, outcome: outcomes[item.id] ?? .notStarted)
        }
        return ForgettingReport(
            entries: entries,
            wasInterrupted: isStopped,
            failure: failure,
            wroteSomething: wroteSomething
        )
    }

    private func outcome(
        _ work: () async throws(DeploymentError) -> Void
    ) async -> ForgettingReport.Outcome {
        do throws(DeploymentError) {
            try await work()
            return .done
        } catch {
            return .failed(message: error.message)
        }
    }
}
