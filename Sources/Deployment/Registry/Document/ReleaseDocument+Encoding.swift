import AssistantModel
import Foundation
import OrderedJSON
import ReleaseProtocol

extension ReleaseDocument {
    /// The document as it is published: the same bytes for the same content.
    ///
    /// - Throws: ``ReleaseDocumentError`` with the code `tooLarge`.
    package func text() throws(ReleaseDocumentError) -> String {
        let text = unlimitedText
        guard text.utf8.count <= Self.maximumBytes else {
            throw ReleaseDocumentError(
                .tooLarge,
                at: "",
                "\(text.utf8.count) bytes, and a file of a skill may have \(Self.maximumBytes): split the project, or "
                    + "put many small knowledge files into fewer larger ones"
            )
        }
        return text
    }

    /// The same, however long it is.
    var unlimitedText: String { JSONWriter(layout: .pretty).string(from: json) + "\n" }

    package var json: JSONValue {
        var members: JSONObject = ["schema": .integer(Int64(schema)), "managed_by": "assistantctl"]
        switch content {
        case .complete: members["status"] = "complete"
        case .applying: members["status"] = "applying"
        }
        members["project"] = .string(project)
        members["environment"] = .string(environment)
        members["release"] = .integer(Int64(release))
        members["base"] = base.map { .integer(Int64($0)) } ?? .null
        members["run"] = .string(origin.run.id)
        if attempt > 1 { members["attempt"] = .integer(Int64(attempt)) }
        members["time"] = .integer(Int64(origin.time))
        if let began = origin.began { members["began"] = .integer(Int64(began)) }
        members["time_text"] = .string(Self.text(ofTime: origin.time))
        members["author"] = .string(origin.run.author)
        members["host"] = .string(origin.run.host)
        if let commit = origin.commit {
            members["git"] = ["commit": .string(commit), "dirty": .bool(origin.isDirty)]
        }
        members["tool_version"] = .string(origin.toolVersion)
        switch content {
        case .complete(let content): content.write(into: &members)
        case .applying(let journal): members["journal"] = journal.json
        }
        return .object(members)
    }

    /// Such as `2026-11-23T08:00:00Z`.
    static func text(ofTime seconds: Int) -> String {
        Date(timeIntervalSince1970: TimeInterval(seconds)).formatted(.iso8601)
    }
}

extension ReleaseContent {
    fileprivate func write(into members: inout JSONObject) {
        members["rolled_back_to"] = rolledBackTo.map { .integer(Int64($0)) }
        members["assistants"] = .object(JSONObject(assistants.map { ($0.key, $0.json) }))
        members["knowledge_bases"] = .object(JSONObject(knowledgeBases.map { ($0.key, $0.json) }))
        members["changes"] = .array(changes.map { .string($0) })
        members["history"] = .array(history.map(\.json))
        if !leftovers.isEmpty { members["leftovers"] = .array(leftovers.map(\.json)) }
        if !forgotten.isEmpty { members["forgotten"] = .array(forgotten.map(\.json)) }
    }
}

extension ReleaseAssistant {
    fileprivate var json: JSONValue {
        var members: JSONObject = ["definition": definition.json]
        if isProtected || !ignoredFields.isEmpty {
            members["lifecycle"] = [
                "protect": .bool(isProtected), "ignore": .array(ignoredFields.map { .string($0.rawValue) }),
            ]
        }
        members["digests"] = .object(JSONObject(sorted: digests))
        members["vector_store_id"] = vectorStoreID.map { .string($0) }
        switch knowledge {
        case .own(let knowledge): members["knowledge"] = knowledge.json
        case .shared(let key): members["knowledge"] = .string(key)
        case .elsewhere: members["knowledge"] = ["managed": "elsewhere"]
        case nil: break
        }
        if !codeInterpreterFiles.isEmpty {
            members["code_interpreter_files"] = .array(codeInterpreterFiles.map(\.json))
        }
        if !checks.isEmpty { members["checks"] = .array(checks.map(\.json)) }
        members["request"] = request
        return .object(members)
    }
}

extension ReleaseKnowledge {
    fileprivate var json: JSONValue {
        var members: JSONObject = [
            "vector_store_id": .string(vectorStoreID),
            "chunking": [
                "max_chunk_size_tokens": .integer(Int64(chunking.maxChunkSizeTokens)),
                "chunk_overlap_tokens": .integer(Int64(chunking.chunkOverlapTokens)),
            ],
        ]
        members["expires_after_days"] = expiresAfterDays.map { .integer(Int64($0)) }
        members["digests"] = .object(JSONObject(sorted: digests))
        members["files"] = .array(files.map(\.json))
        return .object(members)
    }
}

extension ReleaseFile {
    fileprivate var json: JSONValue {
        var members: JSONObject = [
            "path": .string(path), "sha256": .string(sha256), "bytes": .integer(Int64(bytes)), "id": .string(id),
        ]
        if !attributes.isEmpty { members["attributes"] = .object(JSONObject(sorted: attributes)) }
        return .object(members)
    }
}

extension ReleaseSummary {
    fileprivate var json: JSONValue {
        var members: JSONObject = [
            "release": .integer(Int64(release)), "version": .integer(Int64(version)), "time": .integer(Int64(time)),
            "author": .string(author),
        ]
        if let commit { members["git"] = ["commit": .string(commit), "dirty": .bool(isDirty)] }
        members["document"] = document.map { .string($0) }
        members["run"] = run.map { .string($0) }
        members["rolled_back_to"] = rolledBackTo.map { .integer(Int64($0)) }
        members["changes"] = .array(changes.map { .string($0) })
        return .object(members)
    }
}

extension ForgottenFiles {
    fileprivate var json: JSONValue {
        ["release": .integer(Int64(release)), "files": .array(fileIDs.map { .string($0) })]
    }
}

extension ReleaseJournal {
    fileprivate var json: JSONValue {
        var members: JSONObject = [
            "lease_end": .integer(Int64(leaseEnd)), "lease_end_text": .string(ReleaseDocument.text(ofTime: leaseEnd)),
        ]
        if !takesOver.isEmpty { members["takes_over"] = .array(takesOver.map { .string($0) }) }
        if isEnd { members["end"] = true }
        if isFence { members["fence"] = true }
        members["changes"] = .array(
            changes.map { change in
                var members: JSONObject = ["address": .string(change.address), "action": .string(change.action)]
                members["upload"] = change.upload?.json
                return .object(members)
            }
        )
        return .object(members)
    }
}

extension ReleaseUpload {
    fileprivate var json: JSONValue {
        ["name": .string(name), "bytes": .integer(Int64(bytes)), "sha256": .string(sha256)]
    }
}

extension ReleaseLeftover {
    fileprivate var json: JSONValue {
        [
            "upload": upload.json, "run": .string(run), "from": .integer(Int64(from)), "until": .integer(Int64(until)),
        ]
    }
}
