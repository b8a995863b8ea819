import AssistantModel
import Deployment
import OpenAIAPI
import Planning

/// One case from the fault to the account that a clean run leaves, and what is wrong on the way.
struct CaseRun: Sendable {
    /// How much later a run may end for one fault.
    static let cost = Duration.seconds(30)

    let fault: FaultCase

    private var prepared: PreparedStory { fault.prepared }

    /// How the run with the fault ended.
    private enum End: Sendable {
        case complete(notes: [String])
        /// With what the user was told.
        case failed([String])
    }

    /// What did not hold; empty where everything did.
    func problems() async -> [String] {
        do {
            let account = try prepared.before.copy(seed: PreparedStory.idSeed)
            return try await account.whileServed { url in
                var address = AccountAddress(url: url, time: account.time)
                // Nothing else than a real wait tells a client that a server hangs.
                if fault.fault.hasPrefix("hang") { address.timeouts.idle = .milliseconds(300) }
                address.timeouts.uploadIdle = address.timeouts.idle
                return try await problems(account, address)
            }
        } catch {
            return ["\(fault): \(error)"]
        }
    }

    private func problems(_ account: SandboxAccount, _ address: AccountAddress) async throws -> [String] {
        var problems: [String] = []
        let unowned = try UnownedObjects.rows(account)
        let watch = KnowledgeWatch(account, prepared.story)
        try account.setFaults([fault.text, fault.background].compactMap(\.self))
        let start = account.time.now()
        let (end, endTime) = try await address.withClient(
            seed: PreparedStory.clientSeed,
            onWrite: watch.look(after:)
        ) { client -> (End, Duration) in
            func deployer(_ name: String) -> Deployer {
                Deployer(hosting: prepared.hosting, client: client, time: account.time, name: name)
            }
            let end = await run(deployer("faulty"))
            let time = account.time.now()
            if fault.isFollowedAtOnce { _ = try? await deployer("follower").run(prepared.story.operation.again) }
            return (end, time)
        }
        let delay = endTime - start - prepared.duration
        if account.hits == 0, fault.target != .account { problems.append("nothing was struck") }
        try account.setFaults([])
        // Lists that lag are waited for at the end.
        if fault.isPassing, fault.background == nil, delay > Self.cost { problems.append("took \(delay) longer") }
        switch end {
        case .complete(let notes):
            if fault.isFatal { problems.append("called complete") }
            let picture = try AccountPicture(account)
            // Who is refused while tidying up is told so, and `cleanup` finds it.
            let lost = LostUploads(notes: notes, countsDocuments: !fault.isPassing)
            if !fault.mayNeedNextRun, !picture.matches(prepared.clean, besides: lost) {
                problems.append("called complete: " + picture.difference(from: prepared.clean))
            }
        case .failed(let reasons):
            if fault.isPassing { problems.append("failed: \(reasons)") }
            if reasons.allSatisfy(\.isEmpty) { problems.append("failed without a reason") }
        }
        // A lock that could not be given back runs out with its lease.
        await account.time.pass(.seconds(2_000))
        let seed = PreparedStory.clientSeed + 1
        problems += try await address.withClient(seed: seed, onWrite: watch.look(after:)) { client in
            let deployer = Deployer(hosting: prepared.hosting, client: client, time: account.time, name: "next")
            return try await rest(deployer, after: end)
        }
        let picture = try AccountPicture(account)
        if !picture.matches(prepared.clean, besides: fault.mayNeedNextRun ? .documents : .none) {
            problems.append("in the end (\(end)): " + picture.difference(from: prepared.clean))
        }
        let competitors = try RegistryDocument.competitors(account)
        if competitors.count != fault.competingReleases {
            problems.append("\(competitors.count) releases of another run are left")
        }
        if !fault.isBlindToCompetitor, !competitors.allSatisfy(\.isKnown) {
            problems.append("a release of another run is in no history: \(competitors)")
        }
        if try UnownedObjects.rows(account) != unowned { problems.append("something of somebody else changed") }
        return (problems + watch.found.map { "knowledge was missing: \($0)" }).map { "\(fault): \($0)" }
    }

    private func run(_ deployer: Deployer) async -> End {
        do {
            let report = try await deployer.run(prepared.story.operation)
            if report.isComplete { return .complete(notes: report.notes) }
            let messages = report.entries.compactMap { entry in
                if case .failed(let message) = entry.outcome { message } else { nil }
            }
            return .failed(messages + [report.failure ?? ""])
        } catch {
            return .failed(["\(error)"])
        }
    }

    /// The next run, the plan behind it, and `cleanup`.
    private func rest(_ deployer: Deployer, after end: End) async throws -> [String] {
        var problems: [String] = []
        let operation = prepared.story.operation
        if case .failed = end {
            let report = try await deployer.run(operation)
            if !report.isComplete {
                let outcomes = "\(report.failure ?? "") \(report.entries.map(\.outcome))"
                problems.append("the next run is not complete after \(end): \(outcomes)")
            }
        }
        var changes = try await deployer.plan(operation.again).changes
        if fault.mayNeedNextRun, !changes.isEmpty {
            let report = try await deployer.run(operation.again)
            if !report.isComplete { problems.append("the repairing run is not complete: \(report)") }
            changes = try await deployer.plan(operation.again).changes
        }
        if !changes.isEmpty { problems.append("the next plan has \(changes.map(\.address.description))") }
        try await deployer.cleanUp(prepared.story.project)
        return problems
    }
}
