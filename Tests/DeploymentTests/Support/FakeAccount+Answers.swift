import OpenAIAPI
import OrderedJSON

extension FakeAccount.State {
    mutating func answer(
        _ request: APIRequest,
        upload: FakeAccount.File?,
        place: APIError.Place
    ) -> Result<JSONValue, APIError> {
        let body: JSONObject = if case .json(.object(let members)) = request.body { members } else { [:] }
        do throws(APIError) {
            switch request.path.first {
            case "files": return .success(try files(request, upload: upload, place: place))
            case "vector_stores": return .success(try vectorStores(request, body, place: place))
            case "assistants": return .success(try assistants(request, body, place: place))
            default:
                let answer = APIError.Answer(status: 404)
                throw APIError(.notServed, "this host has no such path", place: place, answer: answer)
            }
        } catch {
            return .failure(error)
        }
    }

    mutating func newID(_ prefix: String) -> String {
        counter += 1
        let id = "\(prefix)_\(String(1_000_000 + counter).dropFirst())"
        bornAt[id] = lists
        return id
    }

    private mutating func list(_ ids: [String], _ object: (String) -> JSONValue) -> JSONValue {
        lists += 1
        let visible = ids.filter { lists - (bornAt[$0] ?? 0) > behaviour.listLag }
        return ["object": "list", "data": .array(visible.sorted().map(object)), "has_more": false]
    }

    private func missing(_ what: String, _ place: APIError.Place) -> APIError {
        APIError(.notFound, "No \(what)", place: place, answer: APIError.Answer(status: 404))
    }

    private func invalid(_ message: String, _ place: APIError.Place) -> APIError {
        APIError(.invalidRequest, message, place: place, answer: APIError.Answer(status: 400))
    }

    // MARK: Files

    private func fileObject(_ id: String) -> JSONValue {
        let file = files[id]
        return [
            "id": .string(id), "object": "file", "created_at": .integer(Int64(file?.createdAt ?? 0)),
            "filename": .string(file?.name ?? ""), "bytes": .integer(Int64(file?.bytes ?? 0)), "purpose": "assistants",
            "expires_at": JSONValue(file?.expiresAt),
        ]
    }

    private mutating func files(
        _ request: APIRequest,
        upload: FakeAccount.File?,
        place: APIError.Place
    ) throws(APIError) -> JSONValue {
        if request.path.count == 1, request.method == .post, var file = upload {
            let id = newID("file")
            file.createdAt = counter
            files[id] = file
            return fileObject(id)
        }
        if request.path.count == 1 { return list(Array(files.keys)) { [self] in fileObject($0) } }
        let id = request.path[1]
        guard files[id] != nil else { throw missing("file \(id)", place) }
        if request.path.last == "content", behaviour.refusesDownloads {
            throw invalid("Not allowed to download files of purpose: assistants", place)
        }
        if request.method == .delete {
            files[id] = nil
            for store in stores.keys { stores[store]?.members[id] = nil }
            return ["id": .string(id), "deleted": true]
        }
        return fileObject(id)
    }

    // MARK: Vector stores

    private func storeObject(_ id: String) -> JSONValue {
        guard let store = stores[id] ?? ghosts[id] else { return .null }
        let members = store.members.values
        func count(_ status: String) -> JSONValue { .integer(Int64(members.count { $0.status == status })) }
        return [
            "id": .string(id), "object": "vector_store", "created_at": .integer(Int64(store.createdAt)),
            "name": store.name.map { .string($0) } ?? .null,
            "status": store.isExpired ? "expired" : "completed", "usage_bytes": 0,
            "expires_after": store.expiresAfter, "metadata": JSONValue(metadata: store.metadata),
            "file_counts": [
                "in_progress": count("in_progress"), "completed": count("completed"), "failed": count("failed"),
                "cancelled": 0, "total": .integer(Int64(members.count)),
            ],
        ]
    }

    private func merged(_ old: [String: String], _ new: JSONValue?) -> [String: String] {
        if behaviour.dropsMetadata { return [:] }
        guard let members = new?.objectValue else { return old }
        let pairs = Dictionary(members.map { ($0.key, $0.value.stringValue ?? "") }) { _, last in last }
        return behaviour.mergesMetadata ? old.merging(pairs) { _, new in new } : pairs
    }

    private mutating func vectorStores(
        _ request: APIRequest,
        _ body: JSONObject,
        place: APIError.Place
    ) throws(APIError) -> JSONValue {
        if request.path.count == 1, request.method == .post {
            let id = newID("vs")
            stores[id] = FakeAccount.Store(
                name: body["name"]?.stringValue,
                metadata: merged(behaviour.hostMetadata, body["metadata"]).merging(behaviour.hostMetadata) { a, _ in a
                },
                createdAt: counter,
                expiresAfter: body["expires_after"] ?? .null
            )
            return storeObject(id)
        }
        if request.path.count == 1 {
            return list(Array(stores.keys) + Array(ghosts.keys)) { [self] in storeObject($0) }
        }
        let id = request.path[1]
        guard stores[id] != nil else { throw missing("vector store \(id)", place) }
        if request.path.count > 2 { return try members(request, body, storeID: id, place: place) }
        switch request.method {
        case .get: break
        case .delete:
            let members = stores.removeValue(forKey: id)?.members ?? [:]
            for store in stores.keys where behaviour.takesFilesAlong {
                for member in members.keys { stores[store]?.members[member] = nil }
            }
            return ["id": .string(id), "deleted": true]
        case .post:
            if let name = body["name"] { stores[id]?.name = name.stringValue }
            if let expiry = body["expires_after"] { stores[id]?.expiresAfter = expiry }
            let metadata = merged(stores[id]?.metadata ?? [:], body["metadata"])
            stores[id]?.metadata = metadata
        }
        return storeObject(id)
    }

    private mutating func attach(
        _ attachments: [JSONValue],
        storeID: String,
        place: APIError.Place
    ) throws(APIError) -> [String] {
        let ids = attachments.compactMap { $0["file_id"]?.stringValue }
        for id in ids {
            guard let file = files[id] else { throw invalid("No file \(id)", place) }
            if behaviour.refusedNames.contains(file.name) { throw invalid("unsupported_file \(file.name)", place) }
        }
        for (id, attachment) in zip(ids, attachments) {
            stores[storeID]?.members[id] = FakeAccount.Member(
                attributes: behaviour.dropsAttributes ? [:] : attachment["attributes"] ?? [:],
                chunking: attachment["chunking_strategy"]
                    ?? [
                        "type": "static",
                        "static": ["max_chunk_size_tokens": 800, "chunk_overlap_tokens": 400],
                    ],
                polls: behaviour.indexingPolls,
                hiddenReads: behaviour.hiddenReads,
                status: "in_progress"
            )
            settle(id, storeID)
        }
        return ids
    }

    private mutating func settle(_ id: String, _ storeID: String) {
        guard var member = stores[storeID]?.members[id], member.status == "in_progress" else { return }
        guard member.polls == 0 else {
            member.polls -= 1
            stores[storeID]?.members[id] = member
            return
        }
        member.status = behaviour.unreadableNames.contains(files[id]?.name ?? "") ? "failed" : "completed"
        stores[storeID]?.members[id] = member
    }

    private func memberObject(_ id: String, _ storeID: String) -> JSONValue {
        guard let member = stores[storeID]?.members[id] else { return .null }
        return [
            "id": .string(id), "object": "vector_store.file", "created_at": 1, "vector_store_id": .string(storeID),
            "status": .string(member.status), "attributes": member.attributes, "chunking_strategy": member.chunking,
            "last_error": member.status == "failed"
                ? ["code": "invalid_file", "message": "The file could not be parsed."] : .null,
        ]
    }

    private func batchObject(_ id: String) -> JSONValue {
        let batch = batches[id]
        let members = (batch?.files ?? []).compactMap { stores[batch?.store ?? ""]?.members[$0] }
        let open = members.count { $0.status == "in_progress" }
        return [
            "id": .string(id), "object": "vector_store.file_batch", "created_at": 1,
            "status": open > 0 ? "in_progress" : "completed",
            "file_counts": ["in_progress": .integer(Int64(open)), "total": .integer(Int64(members.count))],
        ]
    }

    private mutating func members(
        _ request: APIRequest,
        _ body: JSONObject,
        storeID: String,
        place: APIError.Place
    ) throws(APIError) -> JSONValue {
        let path = request.path
        if path[2] == "file_batches", !behaviour.servesBatches { throw missing("route", place) }
        if path[2] == "file_batches", request.method == .post {
            let files = body["files"]?.arrayValue ?? []
            if files.count > behaviour.batchLimit { throw invalid("files: at most \(behaviour.batchLimit)", place) }
            let ids = try attach(files, storeID: storeID, place: place)
            let id = newID("vsfb")
            batches[id] = (storeID, ids)
            return batchObject(id)
        }
        if path[2] == "file_batches" {
            for id in batches[path[3]]?.files ?? [] { settle(id, storeID) }
            return batchObject(path[3])
        }
        if path.count == 3, request.method == .post {
            let ids = try attach([.object(body)], storeID: storeID, place: place)
            return memberObject(ids[0], storeID)
        }
        if path.count == 3 {
            for id in (stores[storeID]?.members ?? [:]).keys { settle(id, storeID) }
            return list(Array((stores[storeID]?.members ?? [:]).keys)) { [self] id in
                guard !behaviour.tellsStatusInLists, case .object(var members) = memberObject(id, storeID) else {
                    return memberObject(id, storeID)
                }
                members["status"] = nil
                return .object(members)
            }
        }
        let id = path[3]
        if request.method == .get, let reads = lingering[id], reads > 0 {
            lingering[id] = reads - 1
            return ["id": .string(id), "object": "vector_store.file", "created_at": 1, "status": "completed"]
        }
        guard let member = stores[storeID]?.members[id] else { throw missing("file \(id) in \(storeID)", place) }
        switch request.method {
        case .delete:
            stores[storeID]?.members[id] = nil
            lingering[id] = behaviour.lingeringReads
            return ["id": .string(id), "deleted": true]
        case .post:
            if !behaviour.dropsAttributes { stores[storeID]?.members[id]?.attributes = body["attributes"] ?? [:] }
        case .get:
            if member.hiddenReads > 0 {
                stores[storeID]?.members[id]?.hiddenReads -= 1
                throw missing("file \(id) in \(storeID)", place)
            }
            settle(id, storeID)
        }
        return memberObject(id, storeID)
    }

    // MARK: Assistants

    private func assistantObject(_ id: String) -> JSONValue {
        guard var members = assistants[id] else { return .null }
        members["reasoning_effort"] = nil
        guard behaviour.hasOddEchoes else { return .object(members) }
        members["name"] = members["name"]?.stringValue.map { .string($0.uppercased()) } ?? .null
        return .object(members)
    }

    private mutating func assistants(
        _ request: APIRequest,
        _ body: JSONObject,
        place: APIError.Place
    ) throws(APIError) -> JSONValue {
        guard behaviour.servesAssistants else {
            throw APIError(
                request.path.count == 1 ? .apiRemoved : .notFound,
                "gone",
                place: place,
                answer: APIError.Answer(status: 404)
            )
        }
        if request.path.count == 1, request.method == .get {
            return list(Array(assistants.keys)) { [self] in assistantObject($0) }
        }
        let isNew = request.path.count == 1
        let id = isNew ? newID("asst") : request.path[1]
        guard isNew || assistants[id] != nil else { throw missing("assistant \(id)", place) }
        if request.method == .get { return assistantObject(id) }
        if request.method == .delete {
            assistants[id] = nil
            return ["id": .string(id), "deleted": true]
        }
        for storeID in body["tool_resources"]?["file_search"]?["vector_store_ids"]?.arrayValue ?? [] {
            guard stores[storeID.stringValue ?? ""] != nil else { throw invalid("No vector store \(storeID)", place) }
        }
        for fileID in body["tool_resources"]?["code_interpreter"]?["file_ids"]?.arrayValue ?? [] {
            guard files[fileID.stringValue ?? ""] != nil else { throw invalid("No file \(fileID)", place) }
        }
        var members =
            assistants[id] ?? [
                "id": .string(id), "object": "assistant", "created_at": .integer(Int64(counter)), "tools": [],
                "temperature": 1, "top_p": 1, "response_format": "auto", "metadata": [:],
            ]
        for (key, value) in body where key != "metadata" {
            if behaviour.ignoresNull, value.isNull { continue }
            if behaviour.ignoresEmpty, value == "" { continue }
            members[key] = value
        }
        let old = (members["metadata"]?.objectValue ?? [:]).map { ($0.key, $0.value.stringValue ?? "") }
        members["metadata"] = JSONValue(
            metadata: merged(Dictionary(old) { first, _ in first }, body["metadata"])
        )
        assistants[id] = members
        return assistantObject(id)
    }
}
