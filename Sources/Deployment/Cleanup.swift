import AssistantModel
import OpenAIAPI

/// A file object that looks like an upload of this project and that nothing on the account refers to.
package struct UnattachedUpload: Sendable, Hashable {
    /// Why it is not removed now although nothing refers to it.
    package enum Stay: Sendable, Hashable {
        /// A run that began it may still attach it: it may go from then on, in Unix seconds of the server's time.
        case young(until: Int)
        /// A run that is under way, by its name, is about to attach it.
        case intended(by: String)
        /// The server does not say when it was made: a run may be about to attach it.
        case ageUnknown
    }

    package var id: String
    package var name: String
    package var bytes: Int
    /// Unix seconds.
    package var createdAt: Int
    /// The project's files that it may be an upload of; sorted, below `files_root`.
    package var paths: [String]
    /// Nil for one that may be removed.
    package var stay: Stay?
}

/// How the removal of one upload ended.
package struct CleanupOutcome: Sendable, Hashable {
    package enum Result: Sendable, Hashable {
        case deleted
        case alreadyGone
        /// Something refers to it by now, or a run may be about to: it was left alone.
        case inUse
        /// The id stands for something else than what was shown: it was left alone.
        case changed
        case failed(String)
    }

    package var id: String
    package var result: Result
}

/// Finds uploads that a run which died left unattached. They carry no marks, so nothing is removed that was not
/// named, that anything on the account refers to, or that is so young that a run may be about to attach it.
package struct Cleanup: Sendable {
    /// An upload that is younger stays: nothing on the account tells a run that goes on from one that died.
    package static let leastAge = 3_600

    private let client: any OpenAIClient
    private let account: AccountGuard
    private let leftovers: [ReleaseLeftover]
    private let trials: [TrialLeftover]
    private let concurrency: Int
    private let unixTime: Int

    /// - Parameters:
    ///   - expectedOrganization: what the environment names; nothing is deleted when answers come from another.
    ///   - leftovers: uploads that runs which died had in their journals.
    ///   - trials: what checks left and what goes, too: that something of theirs refers to an upload keeps none.
    ///   - unixTime: this machine's time, which counts only where no answer tells the server's.
    package init(
        client: any OpenAIClient,
        expectedOrganization: String? = nil,
        leftovers: [ReleaseLeftover] = [],
        trials: [TrialLeftover] = [],
        concurrency: Int = 16,
        unixTime: Int
    ) {
        self.client = client
        self.leftovers = leftovers
        self.trials = trials.filter { $0.staysUntil == nil }
        account = AccountGuard(expectedOrganization: expectedOrganization)
        self.concurrency = concurrency
        self.unixTime = unixTime
    }

    /// Files with the name and size of a file that the project declares, or of an upload that a dead run had planned and
    /// made in its time, and that nothing refers to: no store, assistant, release or container of the account. Oldest
    /// first.
    ///
    /// - Parameter except: ids of files that are no candidates.
    package func candidates(
        contents: FileContents,
        except: Set<String> = []
    ) async throws(DeploymentError) -> [UnattachedUpload] {
        let except = except.union(trials.flatMap(\.fileIDs))
        do throws(APIError) {
            let names = UploadNames(contents: contents)
            let files = try await client.listFiles(purpose: .assistants).filter { file in
                !except.contains(file.id)
                    && (!names.paths(of: file).isEmpty || leftovers.contains { $0.isAlike(file) })
            }
            if files.isEmpty { return [] }
            let references = try await references()
            return files.filter { !references.refer(to: $0) }.map { file in
                UnattachedUpload(
                    id: file.id,
                    name: file.filename,
                    bytes: Int(file.bytes),
                    createdAt: Int(file.createdAt),
                    paths: names.paths(of: file),
                    stay: stay(of: file, references)
                )
            }.sorted { ($0.createdAt, $0.id) < ($1.createdAt, $1.id) }
        } catch {
            throw DeploymentError(error, kind: .failedNothingChanged)
        }
    }

    /// Deletes uploads, those that may be removed. What refers to files is read once more before the first one, and each
    /// right before its own deletion.
    ///
    /// - Parameter uploads: as ``candidates(contents:except:)`` gave them.
    package func remove(_ uploads: [UnattachedUpload]) async throws(DeploymentError) -> [CleanupOutcome] {
        let references: AccountReferences
        do throws(APIError) {
            references = try await self.references()
        } catch {
            throw DeploymentError(error, kind: .failedNothingChanged)
        }
        try account.check(client.observed)
        try account.checkLists(client.observed)
        var outcomes: [CleanupOutcome] = []
        for upload in uploads {
            outcomes.append(CleanupOutcome(id: upload.id, result: await remove(upload, references)))
        }
        return outcomes
    }

    private func remove(_ upload: UnattachedUpload, _ references: AccountReferences) async -> CleanupOutcome.Result {
        do throws(APIError) {
            let current = try await nilIfGone { () async throws(APIError) in try await client.retrieveFile(upload.id) }
            guard let file = current else { return .alreadyGone }
            guard file.filename == upload.name, file.bytes == upload.bytes, file.createdAt == upload.createdAt else {
                return .changed
            }
            guard !references.refer(to: file), stay(of: file, references) == nil else { return .inUse }
            return try await client.deleteFile(upload.id) == .deleted ? .deleted : .alreadyGone
        } catch {
            return .failed(error.description)
        }
    }

    private func references() async throws(APIError) -> AccountReferences {
        try await AccountReferences(
            reading: client,
            except: Set(trials.map(\.id)),
            now: { now },
            concurrency: concurrency
        )
    }

    private var now: Int { client.observed.serverTime.map { Int($0) } ?? unixTime }

    private func stay(of file: OpenAIFile, _ references: AccountReferences) -> UnattachedUpload.Stay? {
        if let run = references.runIntending(file) { return .intended(by: run) }
        if file.createdAt == 0 { return .ageUnknown }
        // A check's end by themselves, and until then it may ask with them: nothing has to refer to those of code
        // interpreter.
        let isOfCheck = file.expiresAt.map { $0 - file.createdAt <= TrialObjects.fileLifetime } ?? false
        let end = Int(file.createdAt) + (isOfCheck ? Int(TrialObjects.fileLifetime) : Self.leastAge)
        return now < end ? .young(until: end) : nil
    }
}

extension ReleaseLeftover {
    /// Whether the file can be that upload: its name, its size, made in the run's time.
    fileprivate func isAlike(_ file: OpenAIFile) -> Bool {
        UploadLook(file) == UploadLook(name: upload.name, bytes: upload.bytes)
            && (file.createdAt == 0 || (from...max(from, until)).contains(Int(file.createdAt)))
    }
}
