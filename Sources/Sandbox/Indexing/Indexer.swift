import DocumentText
import GRDB
import HTTPTypes

/// Attaches files to stores. Extraction and indexing are done at once; `dueAt` says from when on they show.
struct Indexer: Sendable {
    let services: SandboxServices

    /// Where the ids of the files stood in the request, for the errors.
    struct Origin: Sendable {
        var parameter: String
        /// A file that is not there is 404 where its id is all of the request, 400 where it is one of many.
        var missingIsNotFound = false
    }

    /// - Parameter batchID: the batch that the files are attached by, if any.
    func attach(
        _ attachments: [Attachment],
        to store: VectorStoreRecord,
        batchID: String? = nil,
        origin: Origin
    ) async throws {
        let account = store.account
        let now = services.now
        let files = try await services.database.read { db in
            try attachments.map { try Self.file($0.fileID, in: account, now: Int(now), origin: origin, db) }
        }
        let texts = try await extract(files)
        let failures = failures(files)
        let dues = dues(files, from: now, isBatch: batchID != nil)
        try await services.database.write { db in
            // The store may have gone while the files were read.
            _ = try VectorStoreRecord.require(store.id, in: account, db)
            for (attachment, (file, due)) in zip(attachments, zip(files, dues)) {
                guard try FileRecord.find(file.id, in: account, db) != nil else { continue }
                let text = texts[file.id] ?? FileText(fileID: file.id)
                try text.save(db)
                try Self.index(
                    attachment,
                    failures[file.id] ?? text,
                    in: store.id,
                    createdAt: Int(now),
                    dueAt: due,
                    db
                )
                if let batchID {
                    try FileBatchMember(batchID: batchID, fileID: file.id).insert(db, onConflict: .ignore)
                }
            }
            try VectorStoreRecord.touch(store.id, at: Int(now), db)
        }
    }

    /// The file, when it exists and its kind can be searched.
    private static func file(
        _ id: String,
        in account: String,
        now: Int,
        origin: Origin,
        _ db: Database
    ) throws -> FileRecord {
        guard let file = try FileRecord.find(id, in: account, db), file.expiresAt.map({ $0 > now }) ?? true else {
            var error = APIErrorResponse.notFound("file", id)
            error.parameter = origin.parameter
            if !origin.missingIsNotFound { error.status = .badRequest }
            throw error
        }
        let fileExtension = FileFormat.fileExtension(of: file.filename)
        guard FileFormat.named(fileExtension)?.isSearchable == true else {
            let shown = fileExtension.isEmpty ? "none" : ".\(fileExtension)"
            throw APIErrorResponse.badRequest(
                "Files with extensions [\(shown)] are not supported for retrieval. See "
                    + "https://platform.openai.com/docs/assistants/tools/file-search/supported-files",
                parameter: "file_ids",
                code: "unsupported_file"
            )
        }
        return file
    }

    /// When each file is indexed: in Unix seconds, in the order of the files.
    private func dues(_ files: [FileRecord], from now: Double, isBatch: Bool) -> [Double] {
        let delay = services.configuration.indexingDelay / .seconds(1)
        let turn = services.faults.habit { habit -> Double? in
            guard isBatch, case .batchesInTurn(let milliseconds, _) = habit else { return nil }
            return Double(milliseconds) / 1000
        }
        return files.enumerated().map { index, file in
            let isStuck = services.faults.habit { habit -> Bool? in
                guard case .stuckIndexing(let pattern) = habit, pattern.matches(file.filename) else { return nil }
                return true
            }
            if isStuck == true { return Self.never }
            return now + (turn.map { $0 * Double(index + 1) } ?? delay)
        }
    }

    /// A moment that no clock of this program reaches.
    private static let never = 1e12

    /// What faults leave of the texts of files that they strike, by file id; of this attachment only.
    private func failures(_ files: [FileRecord]) -> [String: FileText] {
        guard !services.faults.isEmpty else { return [:] }
        var failures: [String: FileText] = [:]
        for file in files {
            guard let failure = services.faults.indexingFailure(of: file.filename) else { continue }
            failures[file.id] = FileText(fileID: file.id, errorCode: failure.code, errorMessage: failure.message)
        }
        return failures
    }

    /// The texts by file id, extracted now for files that were never attached before.
    private func extract(_ files: [FileRecord]) async throws -> [String: FileText] {
        let ids = files.map(\.id)
        let known = try await services.database.read { db in
            try FileText.filter(ids.contains(Column("fileID"))).fetchAll(db)
        }
        var texts = Dictionary(known.map { ($0.fileID, $0) }, uniquingKeysWith: { first, _ in first })
        let extractor = TextExtractor(
            pdfTextCommand: services.configuration.pdfTextCommand,
            variables: services.configuration.variables
        )
        for file in files where texts[file.id] == nil {
            texts[file.id] = try await FileText.extract(file, from: services.contents, by: extractor)
        }
        return texts
    }

    /// A file is in a store once: attaching it again replaces what was there.
    private static func index(
        _ attachment: Attachment,
        _ text: FileText,
        in storeID: String,
        createdAt: Int,
        dueAt: Double,
        _ db: Database
    ) throws {
        let old = VectorStoreFileRecord.filter(
            Column("storeID") == storeID && Column("fileID") == attachment.fileID
        )
        try old.deleteAll(db)
        var record = VectorStoreFileRecord(
            storeID: storeID,
            fileID: attachment.fileID,
            createdAt: createdAt,
            dueAt: dueAt,
            chunkTokens: attachment.chunking.maximumTokens,
            overlapTokens: attachment.chunking.overlapTokens,
            attributes: attachment.attributes,
            indexBytes: 0,
            errorCode: text.errorCode,
            errorMessage: text.errorMessage,
            isCancelled: false
        )
        var passages: [String] = []
        if let content = text.text {
            if content.unicodeScalars.count / Chunking.charactersPerToken > Chunking.maximumFileTokens {
                record.errorCode = "invalid_file"
                record.errorMessage = "The file has more than 5,000,000 tokens."
            } else {
                passages = attachment.chunking.passages(content)
                record.indexBytes = passages.reduce(0) { $0 + $1.utf8.count }
            }
        }
        try record.insert(db)
        for (position, passage) in passages.enumerated() {
            try db.execute(
                sql: "INSERT INTO passage (storeID, fileID, position, text, form) VALUES (?, ?, ?, ?, ?)",
                arguments: [storeID, attachment.fileID, position, passage, SearchForm.indexed(passage)]
            )
        }
    }
}
