import AssistantModel
import DocumentText
import Foundation
import LocalFiles
import ManifestLoading
import Planning

/// What the changes of a plan do to the texts of documents. Nothing here keeps anybody from planning: what cannot be
/// compared is named with its reason.
struct DocumentComparison: Sendable {
    /// How much a plan may cost for it.
    struct Limits: Sendable {
        var documents = 50
        /// Of one document.
        var documentBytes = 64 * 1024 * 1024
        /// Of one text.
        var textBytes = 4 * 1024 * 1024
        /// Of all texts that a plan keeps.
        var planTextBytes = 32 * 1024 * 1024
        var time = Duration.seconds(20)
        /// At a time.
        var concurrency = 4
    }

    let project: LocalProject
    /// What the paths of files are relative to, absolute.
    let filesRoot: String
    let history: GitHistory
    let reader: DocumentReader
    /// What the plan was made on.
    let live: LiveState
    /// Of the releases that are kept: where what was applied should be, and what a rollback brings back.
    let commits: [String]
    /// What the account's index has of a file in a store; nil where it does not say.
    let accountText: @Sendable (_ fileID: String, _ storeID: String) async -> String?
    var limits = Limits()

    /// Sorted by address.
    ///
    /// - Parameter onProgress: told how many documents are done, of how many.
    func documents(
        of plan: Plan,
        onProgress: @Sendable (_ done: Int, _ total: Int) -> Void = { _, _ in }
    ) async -> [DocumentChange] {
        let end = ContinuousClock.now + limits.time
        let changes = plan.changes.filter { $0.appliedContent(in: live) != nil }
        let compared = Array(changes.prefix(limits.documents))
        var documents = await compare(compared, until: end, onProgress)
        documents += changes.dropFirst(limits.documents).map { change in
            DocumentChange(
                address: change.address,
                .unread("Only the first \(limits.documents) changed documents of a plan are compared.")
            )
        }
        return withinBudget(documents)
    }

    private func compare(
        _ changes: [ResourceChange],
        until end: ContinuousClock.Instant,
        _ onProgress: @Sendable (_ done: Int, _ total: Int) -> Void
    ) async -> [DocumentChange] {
        await withTaskGroup(of: (Int, DocumentChange?).self) { group in
            var found: [Int: DocumentChange] = [:]
            func take(_ index: Int, _ document: DocumentChange?) {
                found[index] = document
                onProgress(found.count, changes.count)
            }
            onProgress(0, changes.count)
            for (index, change) in changes.enumerated() {
                if index >= limits.concurrency, let (done, document) = await group.next() { take(done, document) }
                group.addTask { (index, await compare(change, until: end)) }
            }
            for await (index, document) in group { take(index, document) }
            return changes.indices.compactMap { found[$0] }
        }
    }

    private func compare(_ change: ResourceChange, until end: ContinuousClock.Instant) async -> DocumentChange? {
        guard let file = change.file, let new = file.content?.sha256, let applied = change.appliedContent(in: live)
        else {
            return nil
        }
        let path = ProjectPath.resolve(file.path, in: filesRoot)
        let name = path.splitAtLastSlash.name
        do throws(Obstacle) {
            let after = try await newContent(at: path, sha256: new, until: end)
            let afterText = try await text(of: after, name, "The new version", until: end)
            var gap: DocumentChange.Gap?
            var before: [UInt8]?
            do throws(GitHistory.Missing) {
                before = try await earlierContent(at: path, applied, until: end)
            } catch {
                gap = error.gap
                before = ContentForms.content(like: after, applied)
            }
            if let before {
                return DocumentChange(
                    address: change.address,
                    before: try await text(of: before, name, "The version before", until: end),
                    after: afterText,
                    form: ContentForms.difference(before, after, isPlainText: DocumentReader.isPlainText(name))
                )
            }
            // Only stores tell the text of a file.
            guard case .knowledgeFile = change.address.resource, let store = file.holderID, let id = change.liveID,
                let text = await accountText(id, store)
            else {
                throw Obstacle(reason: "The text before is not known.", gap: gap)
            }
            guard text.utf8.count <= limits.textBytes else {
                throw Obstacle(reason: "The text before has more than \(limits.textBytes) bytes.", gap: gap)
            }
            // An index breaks the lines of a PDF as it likes.
            let isBroken = !DocumentReader.isPlainText(name) && SentenceLines.areNeeded(for: text, afterText)
            return DocumentChange(
                address: change.address,
                before: isBroken ? SentenceLines.text(text) : text,
                after: isBroken ? SentenceLines.text(afterText) : afterText,
                from: .account,
                gap: gap
            )
        } catch {
            return DocumentChange(address: change.address, .unread(error.reason), gap: error.gap)
        }
    }

    /// Why a document is not compared.
    private struct Obstacle: Error {
        let reason: String
        var gap: DocumentChange.Gap?
    }

    /// The project's file; of a rollback maybe an earlier version of it.
    private func newContent(
        at path: String,
        sha256: String,
        until end: ContinuousClock.Instant
    ) async throws(Obstacle) -> [UInt8] {
        do throws(ProjectFileError) {
            let bytes = try project.contents(of: path, limit: limits.documentBytes, root: filesRoot)
            if ContentDigest.sha256(bytes) == sha256 { return bytes }
        } catch .tooLarge {
            throw Obstacle(reason: "The file has more than \(limits.documentBytes) bytes.")
        } catch {
            // Git may have it all the same.
        }
        do throws(GitHistory.Missing) {
            return try await earlierContent(at: path, .sha256(sha256), until: end)
        } catch {
            throw Obstacle(reason: "The new version is not in the project.", gap: error.gap)
        }
    }

    private func earlierContent(
        at path: String,
        _ applied: AppliedContent,
        until end: ContinuousClock.Instant
    ) async throws(GitHistory.Missing) -> [UInt8] {
        guard end > .now else { throw GitHistory.Missing(gap: .limit) }
        return try await history.content(
            of: URL(fileURLWithPath: path).resolvingSymlinksInPath().path,
            applied,
            commits: commits,
            time: end - .now
        )
    }

    private func text(
        of bytes: [UInt8],
        _ name: String,
        _ version: String,
        until end: ContinuousClock.Instant
    ) async throws(Obstacle) -> String {
        guard end > .now else {
            throw Obstacle(
                reason: "Comparing the documents of a plan took more than \(limits.time.components.seconds) s."
            )
        }
        do throws(ExtractionFailure) {
            return try await reader.text(of: bytes, named: name, time: end - .now)
        } catch {
            throw Obstacle(reason: "\(version) cannot be read. \(error.message)")
        }
    }

    /// Without the texts that would make a plan too large, from the end.
    private func withinBudget(_ documents: [DocumentChange]) -> [DocumentChange] {
        var rest = limits.planTextBytes
        return documents.map { document in
            guard case .texts(let before, let after) = document.comparison else { return document }
            rest -= before.utf8.count + after.utf8.count
            guard rest < 0 else { return document }
            let reason = "The texts of all changed documents have more than \(limits.planTextBytes) bytes."
            return DocumentChange(address: document.address, .unread(reason))
        }
    }
}
