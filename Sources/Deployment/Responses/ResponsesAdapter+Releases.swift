import AssistantModel
import OpenAIAPI
import Planning
import ReleaseProtocol
import SourceDiagnostics

/// History: what releases there are, and the way back to one.
extension ResponsesAdapter {
    /// The kept releases, the live one first; none where nothing was ever applied. The empty release that a registry
    /// begins with is not one of them.
    package func history() async throws(DeploymentError) -> ReleaseHistory {
        guard let snapshot = try await registry.read() else { return ReleaseHistory(releases: []) }
        return ReleaseHistory(releases: snapshot.history.published)
    }

    /// Uploads that earlier runs may have left: those that the live release remembers, those in the journals of runs that
    /// did not finish, and documents that no release names.
    ///
    /// - Throws: ``DeploymentError/Code/locked``, a refusal, while a run is under way: its uploads are not left over.
    package func leftovers() async throws(DeploymentError) -> [ReleaseLeftover] {
        guard let snapshot = try await registry.read(.newerVersions) else { return [] }
        if let holder = snapshot.unfinishedRuns().first(where: \.holdsLock) {
            throw DeploymentError(
                .locked,
                .refused,
                "\(LockWording.state(holder.run, since: holder.since, leaseEnd: holder.leaseEnd)): what it uploads is not "
                    + "left over. Try again when it is done, or finish what it began with `assistantctl apply --takeover` "
                    + "if it is dead."
            )
        }
        let documents = try await registry.looseDocuments(beside: snapshot)
        return snapshot.content.leftovers + snapshot.journalledUploads + documents
    }

    /// A kept release by its number.
    ///
    /// - Throws: ``DeploymentError/Code/noSuchRelease``.
    package func release(_ number: Int) async throws(DeploymentError) -> ReleaseDocument {
        guard let snapshot = try await registry.read() else { throw .noReleases }
        return try await registry.release(number, in: snapshot)
    }

    /// A kept release by its number, and the live one.
    ///
    /// - Throws: ``DeploymentError/Code/noSuchRelease``.
    package func releaseBesideLive(
        _ number: Int
    ) async throws(DeploymentError) -> (kept: ReleaseDocument, live: ReleaseDocument) {
        guard let snapshot = try await registry.read() else { throw .noReleases }
        return (try await registry.release(number, in: snapshot), snapshot.document)
    }

    /// A release as if the account was as it says: what manifests can be compared with.
    package func liveState(ofRelease number: Int) async throws(DeploymentError) -> LiveState {
        let document = try await release(number)
        return LiveState(release: document, id: id(of:))
    }

    /// What was last applied: the live release, as the last reading of definitions found it; nil before the first one.
    package func lastApplied() async -> RollbackTarget? {
        guard let snapshot = await state.snapshot, !snapshot.isEmpty else { return nil }
        return RollbackTarget(document: snapshot.document)
    }

    /// Makes the next run of this adapter a rollback.
    ///
    /// - Parameter number: nil for the release before the live one.
    /// - Throws: ``DeploymentError/Code/noSuchRelease``.
    package func rollback(to number: Int?) async throws(DeploymentError) -> RollbackTarget {
        guard let snapshot = try await registry.read(), !snapshot.isEmpty else { throw .noReleases }
        let live = snapshot.document.release
        let previous = snapshot.content.history.map(\.release).filter { $0 > 0 }.max()
        guard let wanted = number ?? previous else {
            throw DeploymentError(
                .noSuchRelease,
                .failedNothingChanged,
                "release \(live) is the only one that is kept: there is nothing to roll back to."
            )
        }
        let document = try await registry.release(wanted, in: snapshot)
        await kept.begin(snapshot)
        await state.rollBack(to: wanted)
        return RollbackTarget(document: document)
    }

    /// Names what is gone before anything is touched: content that neither a kept file object nor the project's folder
    /// has any more.
    ///
    /// - Parameter isOnDisk: whether a file of the project still has a content.
    /// - Throws: ``DeploymentError/Code/contentGone``, a refusal.
    package func requireContents(
        of plan: Plan,
        _ target: RollbackTarget,
        isOnDisk: (String, FileContent) async -> Bool
    ) async throws(DeploymentError) {
        var gone: [String] = []
        for change in plan.changes {
            guard let file = change.file, file.isUploaded, let content = file.content else { continue }
            if await isOnDisk(file.path, content) { continue }
            if try await hasKeptFile(named: ProjectFile.uploadName(ofPath: file.path), content) { continue }
            gone.append(change.address.description)
        }
        guard !gone.isEmpty else { return }
        throw DeploymentError(
            .contentGone,
            .refused,
            "release \(target.document.release) cannot be brought back whole, nothing was changed. Gone from the account, "
                + "and not in this folder: \(gone.joined(separator: ", ")). Check out "
                + (target.document.origin.commit.map { "commit \($0.prefix(12))" } ?? "the files of that time")
                + " and run apply."
        )
    }

    private func hasKeptFile(named name: String, _ content: FileContent) async throws(DeploymentError) -> Bool {
        for fileID in try await kept.files(named: name, content, except: []) {
            do throws(APIError) {
                if Int(try await client.retrieveFile(fileID).bytes) == content.bytes { return true }
            } catch {
                guard error.code == .notFound else { throw DeploymentError(error, kind: .failedNothingChanged) }
            }
        }
        return false
    }
}

extension DeploymentError {
    static let noReleases = DeploymentError(
        .noSuchRelease,
        .failedNothingChanged,
        "nothing was released in this environment yet: `assistantctl apply` makes the first release."
    )
}

extension DeploymentError.Code {
    /// A file that an earlier release needs is gone.
    package static let contentGone = DeploymentError.Code(rawValue: "content-gone")
}

/// The release that a rollback brings back.
package struct RollbackTarget: Sendable {
    let document: ReleaseDocument

    /// Its number.
    package var release: Int { document.release }

    private var content: ReleaseContent { document.complete ?? ReleaseContent() }
    private var place: SourceLocation { SourceLocation(file: "release \(document.release)") }

    /// What the files of the release held.
    package var contents: FileContents {
        var contents: [ResourceAddress: FileContent] = [:]
        for knowledge in content.allKnowledge {
            for file in knowledge.files { contents[.knowledgeFile(knowledge.key, file.path)] = file.content }
        }
        for assistant in content.assistants {
            for file in assistant.codeInterpreterFiles {
                contents[.codeInterpreterFile(assistant.key, file.path)] = file.content
            }
        }
        return FileContents(byAddress: contents)
    }

    /// The release as a desired state.
    package func desired(in environment: EnvironmentSettings) -> DesiredState {
        func files(_ files: [ReleaseFile]) -> [ProjectFile] {
            files.map { ProjectFile(path: $0.path, attributes: $0.attributes, origin: place) }
        }
        func base(_ knowledge: ReleaseKnowledge, isShared: Bool) -> KnowledgeBase {
            KnowledgeBase(
                key: knowledge.key,
                isShared: isShared,
                files: files(knowledge.files),
                chunking: knowledge.chunking,
                expiresAfterDays: knowledge.expiresAfterDays,
                location: place
            )
        }
        return DesiredState(
            project: document.project,
            environment: environment,
            assistants: content.assistants.map { assistant in
                var desired = Assistant(
                    key: assistant.key,
                    definition: assistant.definition,
                    knowledge: assistant.ownKnowledge?.key ?? assistant.sharedKnowledge,
                    externalStoreID: assistant.externalStoreID,
                    codeInterpreterFiles: files(assistant.codeInterpreterFiles),
                    lifecycle: Lifecycle(isProtected: assistant.isProtected, ignoredFields: assistant.ignoredFields),
                    location: place
                )
                desired.releasedChecks = assistant.checks
                return desired
            },
            knowledgeBases: content.knowledgeBases.map { base($0, isShared: true) }
                + content.assistants.compactMap(\.ownKnowledge).map { base($0, isShared: false) }
        )
    }
}

extension LiveState {
    /// The release as live objects, stores and members included.
    init(release document: ReleaseDocument, id: (String) -> String) {
        let content = document.complete ?? ReleaseContent()
        let time = document.origin.time
        self.init(
            assistants: content.assistants.map { LiveAssistant($0, id: id($0.key), releasedAt: time) },
            vectorStores: content.allKnowledge.map { LiveVectorStore($0, releasedAt: time) }
        )
    }
}

extension LiveVectorStore {
    /// A store and its members as a release has them.
    fileprivate init(_ knowledge: ReleaseKnowledge, releasedAt time: Int) {
        let applied = KnowledgeBase(
            key: knowledge.key,
            isShared: false,
            files: [],
            chunking: knowledge.chunking,
            expiresAfterDays: knowledge.expiresAfterDays,
            location: ReleaseOrigin.location
        )
        self.init(
            id: knowledge.vectorStoreID,
            key: knowledge.key,
            createdAt: time,
            name: knowledge.key,
            expiresAfterDays: knowledge.expiresAfterDays,
            counts: FileCounts(completed: knowledge.files.count, total: knowledge.files.count),
            record: AppliedRecord.vectorStore(applied, members: knowledge.digests["members"]),
            members: knowledge.files.map { file in
                LiveMember(
                    fileID: file.id,
                    chunking: knowledge.chunking,
                    path: file.path,
                    sha256: file.sha256,
                    attributes: file.attributes
                )
            }
        )
    }
}

extension ResponsesAdapter {
    /// Whether the account has a registry, as the last reading of definitions found it.
    package func hasRegistry() async -> Bool { await state.snapshot != nil }

    /// What the registry makes a plan say: versions by other hands, runs that did not finish, and a refusal while
    /// another run holds the lock.
    package func planContext(for purpose: Plan.Purpose) async -> PlanContext {
        var context = PlanContext(warnings: [registry.lockWarning].compactMap { $0 })
        guard let snapshot = await state.snapshot else { return context }
        context.release = snapshot.isEmpty ? nil : snapshot.document.release
        for version in snapshot.foreignVersions {
            context.warnings.append(
                PlanWarning(
                    code: "foreign-version",
                    message: "version \(version) of the skill \(snapshot.holderID), which holds the releases, was "
                        + "published by hand: it is passed over"
                )
            )
        }
        for unfinished in snapshot.unfinishedRuns() where !unfinished.hasEnded {
            if unfinished.holdsLock, !runSettings.takesOver {
                context.refusals.append(
                    PlanRefusal(
                        kind: .locked,
                        message:
                            LockWording.state(unfinished.run, since: unfinished.since, leaseEnd: unfinished.leaseEnd)
                            + ": try again when it is done; if that run is dead, "
                            + LockWording.takeover(wait: registry.takeoverWait)
                    )
                )
            } else {
                context.warnings.append(
                    PlanWarning(
                        code: "run-unfinished",
                        message:
                            "a run of \(unfinished.run.name) did not finish: apply completes or undoes what it began"
                    )
                )
            }
        }
        if purpose == .destroy {
            let earlier = ReleaseHistory(releases: snapshot.content.history).published.count
            context.warnings.append(
                PlanWarning(
                    code: "registry-deleted",
                    message: "the registry \(registry.name) goes last"
                        + (earlier > 0 ? ", and with it the files that only earlier releases have" : "")
                        + ": there is no rollback afterwards"
                )
            )
        }
        return context
    }
}

extension RegistrySnapshot {
    /// The uploads that the journals of unfinished runs name.
    fileprivate var journalledUploads: [ReleaseLeftover] {
        var journals: [Int: ReleaseDocument] = [:]
        var times: [Int: Int] = [:]
        for version in newer {
            guard case .journal(let journal) = version.kind else { continue }
            // A fence, or a twin that took effect late, of the run whose release is live.
            if journal.origin.run.id == document.origin.run.id, journal.base != self.version { continue }
            journals[version.number] = journal
            times[version.number] = version.createdAt
        }
        return ReleaseLeftover.of(Array(journals.keys), documents: journals, times, RegistryTiming())
    }
}

/// Releases without what is not the project's any more.
extension ResponsesAdapter {
    package func releasedStores() async -> [LiveVectorStore] {
        guard let snapshot = await state.snapshot else { return [] }
        return LiveState(release: snapshot.document, id: id(of:)).vectorStores
    }

    package func unreleasedSince() async -> Int64? {
        guard let began = await state.snapshot?.document.origin.began else { return nil }
        // Clocks differ, and what a run that was taken over did late is a little older.
        return Int64(began - 3600)
    }

    package func publishForgetting(
        assistants: Set<String>,
        vectorStores: Set<String>,
        changes: [String]
    ) async throws(DeploymentError) {
        let number = try await liveReleaseNumber()
        try await publish(isWhole: false, changes: changes) { base throws(DeploymentError) in
            base.forgetting(assistants: assistants, vectorStores: vectorStores, asOf: number)
        }
    }
}

/// A release as live state: what a plan compares with.
extension LiveAssistant {
    /// - Parameter id: names the assistant for as long as it is in releases; the api has no object of its own for it.
    init(_ assistant: ReleaseAssistant, id: String, releasedAt time: Int) {
        let location = ReleaseOrigin.location
        let applied = Assistant(
            key: assistant.key,
            definition: assistant.definition,
            externalStoreID: assistant.externalStoreID,
            lifecycle: Lifecycle(isProtected: assistant.isProtected, ignoredFields: assistant.ignoredFields),
            location: location
        )
        let files = assistant.codeInterpreterFiles
        self.init(
            id: id,
            key: assistant.key,
            createdAt: time,
            definition: assistant.definition,
            showsReasoningEffort: true,
            vectorStoreIDs: [assistant.vectorStoreID].compactMap { $0 },
            codeInterpreterFiles: files.map { file in
                LiveCodeInterpreterFile(
                    id: file.id,
                    name: ProjectFile.uploadName(ofPath: file.path),
                    bytes: file.bytes
                )
            },
            record: AppliedRecord.assistant(
                applied,
                codeFiles: files.map { AppliedRecord.CodeFile(fileID: $0.id, path: $0.path, sha256: $0.sha256) }
            ),
            isProtected: assistant.isProtected
        )
        checks = assistant.checks
    }
}

/// Where something stands that comes from a release and not from a manifest.
enum ReleaseOrigin {
    static let location = SourceLocation(file: "release.json")
}
