import AssistantModel
import OrderedJSON
import ReleaseProtocol

extension ReleaseDocument {
    /// Reads a `release.json`.
    ///
    /// - Throws: for a document that a later version of the tool wrote, and for one that is damaged or is no release.
    package init(bytes: some Collection<UInt8>) throws(ReleaseDocumentError) {
        let value: JSONValue
        do {
            value = try JSONReader().value(from: bytes)
        } catch {
            throw ReleaseDocumentError(.notJSON, at: "", "not JSON: \(error)")
        }
        try self.init(json: value)
    }

    /// - Throws: an error that says whose document it is, where that can be read.
    package init(json: JSONValue) throws(ReleaseDocumentError) {
        do throws(ReleaseDocumentError) {
            try self.init(DocumentReader(json))
        } catch {
            var error = error
            error.project = json["project"]?.stringValue
            error.environment = json["environment"]?.stringValue
            throw error
        }
    }

    private init(_ reader: DocumentReader) throws(ReleaseDocumentError) {
        let schema = try reader.required("schema").integer()
        guard schema <= Self.latestSchema else {
            throw ReleaseDocumentError(
                .laterSchema,
                at: "schema",
                "written by assistantctl \(reader.value["tool_version"]?.stringValue ?? "of a later version") with schema "
                    + "\(schema), and this version knows \(Self.latestSchema): update assistantctl"
            )
        }
        guard schema >= 1 else { throw reader.failure("no schema has the number \(schema)") }
        let content: Content =
            switch try reader.required("status").string() {
            case "complete": .complete(try ReleaseContent(reader))
            case "applying": .applying(try ReleaseJournal(try reader.required("journal")))
            case let status: throw reader.failure("\"\(status)\" is no status")
            }
        self.init(
            project: try reader.required("project").string(),
            environment: try reader.required("environment").string(),
            base: try reader.optional("base")?.integer(),
            release: try reader.required("release").integer(),
            origin: try Origin(reader),
            content: content,
            attempt: try reader.optional("attempt")?.integer() ?? 1
        )
    }
}

extension ReleaseDocument.Origin {
    fileprivate init(_ reader: DocumentReader) throws(ReleaseDocumentError) {
        let git = try reader.optional("git")
        self.init(
            run: RegistryRun(
                id: try reader.required("run").string(),
                author: try reader.required("author").string(),
                host: try reader.required("host").string()
            ),
            commit: try git?.required("commit").string(),
            isDirty: try git?.required("dirty").flag() ?? false,
            toolVersion: try reader.required("tool_version").string(),
            time: try reader.required("time").time(),
            began: try reader.optional("began")?.time()
        )
    }
}

extension ReleaseContent {
    fileprivate init(_ reader: DocumentReader) throws(ReleaseDocumentError) {
        var assistants: [ReleaseAssistant] = []
        for (key, reader) in try reader.required("assistants").members() {
            assistants.append(try ReleaseAssistant(key: key, reader))
        }
        var knowledgeBases: [ReleaseKnowledge] = []
        for (key, reader) in try reader.required("knowledge_bases").members() {
            knowledgeBases.append(try ReleaseKnowledge(key: key, reader))
        }
        var history: [ReleaseSummary] = []
        for reader in try reader.optional("history")?.elements() ?? [] { history.append(try ReleaseSummary(reader)) }
        var leftovers: [ReleaseLeftover] = []
        for reader in try reader.optional("leftovers")?.elements() ?? [] {
            leftovers.append(try ReleaseLeftover(reader))
        }
        var forgotten: [ForgottenFiles] = []
        for reader in try reader.optional("forgotten")?.elements() ?? [] {
            forgotten.append(
                ForgottenFiles(
                    release: try reader.required("release").integer(),
                    fileIDs: try reader.required("files").strings()
                )
            )
        }
        self.init(
            assistants: assistants,
            knowledgeBases: knowledgeBases,
            rolledBackTo: try reader.optional("rolled_back_to")?.integer(),
            changes: try reader.optional("changes")?.strings() ?? [],
            history: history,
            leftovers: leftovers,
            forgotten: forgotten
        )
    }
}

extension ReleaseAssistant {
    fileprivate init(key: String, _ reader: DocumentReader) throws(ReleaseDocumentError) {
        let lifecycle = try reader.optional("lifecycle")
        let knowledge: Knowledge? =
            switch try reader.optional("knowledge") {
            case nil: nil
            case let reader? where reader.value.stringValue != nil: .shared(try reader.string())
            case let reader? where reader.value["managed"] == "elsewhere": .elsewhere
            case let reader?: .own(try ReleaseKnowledge(key: key, reader))
            }
        self.init(
            key: key,
            definition: try AssistantDefinition(try reader.required("definition")),
            isProtected: try lifecycle?.optional("protect")?.flag() ?? false,
            // A field that this version does not know is not written by it either.
            ignoredFields: (try lifecycle?.optional("ignore")?.strings() ?? []).compactMap(DefinitionFieldName.init),
            knowledge: knowledge,
            vectorStoreID: try reader.optional("vector_store_id")?.string(),
            codeInterpreterFiles: try ReleaseFile.list(try reader.optional("code_interpreter_files")),
            checks: try RecordedCheck.list(try reader.optional("checks")),
            digests: try reader.optional("digests")?.stringMap() ?? [:],
            request: try reader.required("request").value
        )
    }
}

extension RecordedCheck {
    fileprivate static func list(_ reader: DocumentReader?) throws(ReleaseDocumentError) -> [RecordedCheck] {
        var checks: [RecordedCheck] = []
        for element in try reader?.elements() ?? [] {
            let share = try element.optional("at_least")
            let number = try share?.number() ?? 1
            guard (0...1).contains(number),
                let required = RequiredShare(tenThousandths: Int((number * 10_000).rounded()))
            else { throw share?.failure("no test knows this share") ?? element.failure("no test knows its share") }
            checks.append(
                RecordedCheck(
                    question: try element.required("ask").string(),
                    expectations: try element.required("expect").elements().map(\.value),
                    required: required,
                    maximumRuns: try element.optional("runs")?.integer() ?? required.standardRuns,
                    functions: JSONObject(
                        try element.optional("functions")?.members().map { ($0.key, $0.reader.value) } ?? []
                    ),
                    model: try element.optional("checks_model")?.string()
                )
            )
        }
        return checks
    }
}

extension ReleaseKnowledge {
    fileprivate init(key: String, _ reader: DocumentReader) throws(ReleaseDocumentError) {
        let chunking = try reader.required("chunking")
        self.init(
            key: key,
            vectorStoreID: try reader.required("vector_store_id").string(),
            chunking: Chunking(
                maxChunkSizeTokens: try chunking.required("max_chunk_size_tokens").integer(),
                chunkOverlapTokens: try chunking.required("chunk_overlap_tokens").integer()
            ),
            expiresAfterDays: try reader.optional("expires_after_days")?.integer(),
            files: try ReleaseFile.list(try reader.required("files")),
            digests: try reader.optional("digests")?.stringMap() ?? [:]
        )
    }
}

extension ReleaseFile {
    fileprivate static func list(_ reader: DocumentReader?) throws(ReleaseDocumentError) -> [ReleaseFile] {
        var files: [ReleaseFile] = []
        for element in try reader?.elements() ?? [] {
            var attributes: [String: JSONValue] = [:]
            for (key, reader) in try element.optional("attributes")?.members() ?? [] { attributes[key] = reader.value }
            files.append(
                ReleaseFile(
                    path: try element.required("path").projectPath(),
                    sha256: try element.required("sha256").string(),
                    bytes: try element.required("bytes").integer(),
                    id: try element.required("id").string(),
                    attributes: attributes
                )
            )
        }
        return files
    }
}

extension ReleaseSummary {
    fileprivate init(_ reader: DocumentReader) throws(ReleaseDocumentError) {
        let git = try reader.optional("git")
        self.init(
            release: try reader.required("release").integer(),
            version: try reader.required("version").integer(),
            document: try reader.optional("document")?.string(),
            run: try reader.optional("run")?.string(),
            time: try reader.required("time").time(),
            author: try reader.required("author").string(),
            commit: try git?.required("commit").string(),
            isDirty: try git?.required("dirty").flag() ?? false,
            rolledBackTo: try reader.optional("rolled_back_to")?.integer(),
            changes: try reader.optional("changes")?.strings() ?? []
        )
    }
}

extension ReleaseJournal {
    fileprivate init(_ reader: DocumentReader) throws(ReleaseDocumentError) {
        var changes: [Change] = []
        for element in try reader.required("changes").elements() {
            changes.append(
                Change(
                    address: try element.required("address").string(),
                    action: try element.required("action").string(),
                    upload: try element.optional("upload").map(ReleaseUpload.init)
                )
            )
        }
        self.init(
            changes: changes,
            leaseEnd: try reader.required("lease_end").time(),
            takesOver: try reader.optional("takes_over")?.strings() ?? [],
            isEnd: try reader.optional("end")?.flag() ?? false,
            isFence: try reader.optional("fence")?.flag() ?? false
        )
    }
}

extension ReleaseUpload {
    fileprivate init(_ reader: DocumentReader) throws(ReleaseDocumentError) {
        self.init(
            name: try reader.required("name").string(),
            bytes: try reader.required("bytes").integer(),
            sha256: try reader.required("sha256").string()
        )
    }
}

extension ReleaseLeftover {
    fileprivate init(_ reader: DocumentReader) throws(ReleaseDocumentError) {
        self.init(
            upload: try ReleaseUpload(try reader.required("upload")),
            run: try reader.required("run").string(),
            from: try reader.required("from").time(),
            until: try reader.required("until").time()
        )
    }
}
