import AssistantModel
import OpenAIAPI
import Planning

/// What a check puts on the account for its time, and takes away again: stores, files, and assistants. Everything carries
/// the check's mark or is in a store that does, and files and stores end by themselves after a day.
///
/// What a kill leaves `cleanup` finds: ``TrialLeftovers``, and uploads that were not attached yet as any others.
package actor TrialObjects {
    /// In seconds: a day. No check uses what it made for longer.
    static let fileLifetime: Int64 = 86_400
    static let storeDays: Int64 = 1
    /// Files that one request attaches: older servers take no more (docs/openai-api.md, 7.11).
    private static let batchSize = 500

    private let client: any OpenAIClient
    private let mark: TrialMark
    private let files: any ProjectFileOpener
    private let settings: ApplySettings
    private let clock: any RunClock
    private let interrupt: InterruptSignal

    private var count = 0
    private var storeIDs: [String] = []
    private var assistantIDs: [String] = []
    private var fileIDs: [String] = []
    /// Whether an answer was lost: something may be there whose id nobody got.
    private var hasLost = false

    package init(
        client: any OpenAIClient,
        mark: TrialMark,
        files: any ProjectFileOpener,
        settings: ApplySettings = ApplySettings(),
        clock: any RunClock = SystemRunClock(),
        interrupt: InterruptSignal
    ) {
        self.client = client
        self.mark = mark
        self.files = files
        self.settings = settings
        self.clock = clock
        self.interrupt = interrupt
    }

    /// A file of the project with what it holds.
    package struct File: Sendable, Equatable {
        package var file: ProjectFile
        package var content: FileContent

        package init(_ file: ProjectFile, _ content: FileContent) {
            self.file = file
            self.content = content
        }
    }

    /// A store that can be searched.
    package struct Store: Sendable, Hashable {
        package var id: String
        /// Of its files, by their ids.
        package var paths: [String: String]
    }

    // MARK: Making

    /// Makes a store of these files, and waits until all of it is indexed.
    package func makeStore(
        named name: String,
        of files: [File],
        chunking: Chunking
    ) async throws(DeploymentError) -> Store {
        let id = try await makeEmptyStore(named: name)
        var paths: [String: String] = [:]
        for start in stride(from: 0, to: files.count, by: settings.concurrency) {
            let part = Array(files[start..<min(start + settings.concurrency, files.count)])
            let ids = try await upload(part)
            let attachments = zip(part, ids).map { file, id in
                paths[id] = file.file.path
                return attachment(id, file.file, file.content, chunking, mark: TrialMark.fileMark)
            }
            try await failing { () async throws(APIError) in try await attach(attachments, to: id) }
        }
        try await waitForIndexing(of: paths, in: id)
        return Store(id: id, paths: paths)
    }

    /// Makes a store of files that the account has, and that stay on it when the store goes.
    ///
    /// - Parameter files: of no live store: hosts are known where a file that leaves one store leaves all of them
    ///   (docs/openai-api.md, 7.19).
    package func makeStore(
        named name: String,
        borrowing files: [ReleaseFile],
        chunking: Chunking
    ) async throws(DeploymentError) -> Store {
        let id = try await makeEmptyStore(named: name)
        let attachments = files.map { file in
            attachment(
                file.id,
                ProjectFile(path: file.path, attributes: file.attributes, origin: ReleaseOrigin.location),
                file.content,
                chunking,
                mark: TrialMark.keptFileMark
            )
        }
        for start in stride(from: 0, to: attachments.count, by: Self.batchSize) {
            let part = Array(attachments[start..<min(start + Self.batchSize, attachments.count)])
            try await failing { () async throws(APIError) in try await attach(part, to: id) }
        }
        let paths = Dictionary(files.map { ($0.id, $0.path) }) { first, _ in first }
        try await waitForIndexing(of: paths, in: id)
        return Store(id: id, paths: paths)
    }

    private func attachment(
        _ fileID: String,
        _ file: ProjectFile,
        _ content: FileContent,
        _ chunking: Chunking,
        mark: String
    ) -> VectorStoreAttachment {
        var attachment = KnowledgeFile.attachment(fileID: fileID, of: file, content: content, chunking: chunking)
        attachment.attributes[KnowledgeFile.sha256Attribute] = .string(mark)
        return attachment
    }

    private func makeEmptyStore(named name: String) async throws(DeploymentError) -> String {
        guard !interrupt.isRaised else { throw .interruptedTrial }
        let metadata = nextMetadata()
        let parameters = VectorStoreParameters(
            name: .value(name),
            expiresAfterDays: .value(Self.storeDays),
            metadata: .value(metadata)
        )
        let client = client
        let id = try await failing { () async throws(APIError) in
            try await made { () async throws(APIError) in
                try await client.createVectorStore(parameters).id
            } orFinding: { () async throws(APIError) in
                try await client.newestVectorStores().items.first { $0.metadata == metadata }?.id
            }
        }
        storeIDs.append(id)
        return id
    }

    /// Uploads files, a bounded number at a time.
    ///
    /// - Returns: their ids, in their order.
    package func upload(_ files: [File]) async throws(DeploymentError) -> [String] {
        guard !interrupt.isRaised else { throw .interruptedTrial }
        let (client, opener, limits) = (client, self.files, settings.uploadLimits)
        return try await failing { () async throws(APIError) in
            try await concurrentMap(files, width: settings.concurrency) { file throws(APIError) in
                let name = ProjectFile.uploadName(ofPath: file.file.path)
                let source = opener.source(of: file.file.path, named: name, content: file.content)
                let uploaded = try await lookingBeforeRepeating { () async throws(APIError) in
                    try await client.upload(source, lifetime: Self.fileLifetime, limits: limits)
                } orFinding: {
                    // Files carry no marks: what is there twice ends after a day, and `cleanup` finds it.
                    nil
                }
                await self.note(file: uploaded.id)
                return uploaded.id
            }
        }
    }

    /// Makes an assistant that answers as a definition says.
    package func makeAssistant(
        _ definition: AssistantDefinition,
        storeID: String?,
        codeFileIDs: [String]
    ) async throws(DeploymentError) -> String {
        guard !interrupt.isRaised else { throw .interruptedTrial }
        let metadata = nextMetadata()
        var parameters = AssistantParameters(creating: definition, metadata: metadata)
        if storeID != nil || !codeFileIDs.isEmpty {
            parameters.toolResources = .value(
                ToolResources(
                    vectorStoreIDs: storeID.map { [$0] },
                    codeInterpreterFileIDs: codeFileIDs.isEmpty ? nil : codeFileIDs
                )
            )
        }
        let client = client
        let id = try await failing { () async throws(APIError) in
            try await made { () async throws(APIError) in
                try await client.createAssistant(parameters).id
            } orFinding: { () async throws(APIError) in
                try await client.newestAssistants().items.first { $0.metadata == metadata }?.id
            }
        }
        assistantIDs.append(id)
        return id
    }

    private func nextMetadata() -> Metadata {
        count += 1
        return mark.metadata(count)
    }

    private func note(file id: String) { fileIDs.append(id) }

    private func made(
        _ create: () async throws(APIError) -> String,
        orFinding look: () async throws(APIError) -> String?
    ) async throws(APIError) -> String {
        try await lookingBeforeRepeating { () async throws(APIError) in
            do throws(APIError) {
                return try await create()
            } catch {
                if error.mayHaveBeenCarriedOut { hasLost = true }
                throw error
            }
        } orFinding: { () async throws(APIError) in
            try await look()
        }
    }

    private func failing<Value>(
        _ body: () async throws(APIError) -> Value
    ) async throws(DeploymentError) -> Value {
        do throws(APIError) {
            return try await body()
        } catch {
            throw DeploymentError(error, kind: .failedNothingChanged)
        }
    }

    /// Together, where the host takes that.
    private func attach(_ attachments: [VectorStoreAttachment], to storeID: String) async throws(APIError) {
        if attachments.count > 1 {
            do throws(APIError) {
                _ = try await client.createFileBatch(attachments, in: storeID)
                return
            } catch {
                guard [.invalidRequest, .notFound, .notServed].contains(error.code) else { throw error }
            }
        }
        for attachment in attachments { _ = try await client.createVectorStoreFile(attachment, in: storeID) }
    }

    private func waitForIndexing(of paths: [String: String], in storeID: String) async throws(DeploymentError) {
        let start = clock.now()
        var open = paths
        var interval = settings.pollInterval
        while !open.isEmpty {
            await clock.sleep(for: interval, unless: interrupt)
            guard !interrupt.isRaised else { throw .interruptedTrial }
            interval = min(interval * 3 / 2, settings.maximumPollInterval)
            let members = try await failing { () async throws(APIError) in
                try await client.listVectorStoreFiles(in: storeID)
            }
            for var member in members where open[member.id] != nil {
                if member.status == .untold {
                    let read = try await failing { () async throws(APIError) in
                        try await client.member(member.id, of: storeID)
                    }
                    // Reads right after an attachment can lag (docs/openai-api.md, 7.17).
                    guard let read else { continue }
                    member = read
                }
                switch member.status {
                case .completed, .untold: open[member.id] = nil
                case .failed, .cancelled:
                    throw DeploymentError(
                        .indexingFailed,
                        .failedNothingChanged,
                        "the server could not index \(open[member.id] ?? member.id): \(member.failureReason). Nothing was "
                            + "asked, and nothing of the environment changed."
                    )
                default: continue
                }
            }
            if !open.isEmpty, clock.now() - start >= settings.indexingDeadline {
                let path = open.values.min() ?? storeID
                throw DeploymentError(
                    .indexingTimeout,
                    .failedNothingChanged,
                    "\(path) was not indexed within \(settings.indexingDeadline.components.seconds / 60) minutes. Nothing "
                        + "was asked, and nothing of the environment changed."
                )
            }
        }
    }

    // MARK: Taking away

    /// Deletes everything that was made: files first, as long as something marked tells of them.
    ///
    /// - Returns: what stays for now, in sentences.
    package func removeAll() async -> [String] {
        await findLost()
        let client = client
        var left = await failures(of: fileIDs) { id throws(APIError) in _ = try await client.deleteFile(id) }
        left += await failures(of: assistantIDs) { id throws(APIError) in _ = try await client.deleteAssistant(id) }
        left += await failures(of: storeIDs) { id throws(APIError) in _ = try await client.deleteVectorStore(id) }
        (fileIDs, assistantIDs, storeIDs) = ([], [], [])
        return left
    }

    private func failures(
        of ids: [String],
        _ delete: @escaping @Sendable (String) async throws(APIError) -> Void
    ) async -> [String] {
        let notes = await concurrentMap(ids, width: settings.concurrency) { id -> String? in
            do throws(APIError) {
                try await delete(id)
                return nil
            } catch {
                return
                    "\(id), which the check made, is still on the account (\(error)): `assistantctl cleanup` finds it."
            }
        }
        return notes.compactMap { $0 }
    }

    /// What was made although nobody got the answer, as far as lists show it.
    private func findLost() async {
        guard hasLost else { return }
        let stores = try? await client.newestVectorStores().items
        for store in stores ?? [] where mark.isOn(store.metadata) && !storeIDs.contains(store.id) {
            storeIDs.append(store.id)
        }
        guard !assistantIDs.isEmpty else { return }
        let assistants = try? await client.newestAssistants().items
        for assistant in assistants ?? [] where mark.isOn(assistant.metadata) && !assistantIDs.contains(assistant.id) {
            assistantIDs.append(assistant.id)
        }
    }
}

extension DeploymentError {
    /// Somebody stopped a check before it had asked anything.
    static let interruptedTrial = DeploymentError(
        .cancelled,
        .partway,
        "interrupted before anything was asked"
    )
}
