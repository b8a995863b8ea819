import Hummingbird
import HummingbirdCore
import NIOCore
import OrderedJSON

/// What happens to a request while lists lag, files attached just now are unknown, or deleted ones stay in their stores.
struct ListFaults {
    let services: SandboxServices
    let request: FaultSubject

    private var faults: FaultBook { services.faults }

    func answer(
        _ request: Request,
        _ context: SandboxContext,
        _ next: (Request, SandboxContext) async throws -> Response
    ) async throws -> Response {
        let watches = faults.watchesTables
        if watches { try await observe() }
        if let response = try await kept() { return response }
        try await refuseUnknownYet()
        let departures = try await departures()
        var context = context
        if self.request.method == "GET", let table = ListedTable.ofList(self.request.segments) {
            context.listView = faults.listView(self.request, of: table, at: services.now)
        }
        let response = try await next(request, context)
        departures.note(in: faults, at: services.now)
        if watches, self.request.method != "GET" { try await observe() }
        return try await counted(response)
    }

    private func observe() async throws {
        let newest = try await services.database.read(ListedTable.newest)
        faults.observe(newest, at: services.now)
    }

    /// A deleted file that its store keeps can be read there, and detached.
    private func kept() async throws -> Response? {
        guard let object = faults.kept(at: request.path, account: request.account, now: services.now) else {
            return nil
        }
        switch request.method {
        case "GET": return JSONResponse(object.json).response()
        case "DELETE":
            faults.release(object)
            return JSONResponse([
                "id": .string(object.id), "object": "vector_store.file.deleted", "deleted": true,
            ]).response()
        default: return nil
        }
    }

    /// Reading a file in its store right behind attaching it (docs/openai-api.md, 7.17).
    private func refuseUnknownYet() async throws {
        let segments = request.segments.map(String.init)
        guard request.method == "GET", segments.count == 5, segments[1] == "vector_stores", segments[3] == "files",
            faults.watchesTables
        else { return }
        let (store, file) = (segments[2], segments[4])
        let sequence = try await services.database.read { db in
            try ListedTable.attached(file, to: store, db)?.sequence
        }
        let table = VectorStoreFileRecord.databaseTableName
        guard let sequence, faults.isUnknownYet(sequence, in: table, at: services.now) else { return }
        throw VectorStoreFileRecord.missing(file, in: store)
    }

    /// What goes when the request succeeds, read while it is there.
    private func departures() async throws -> Departures {
        guard request.method == "DELETE" else { return Departures() }
        let (listLags, keepsFiles, request, now) = (faults.hasListLag, faults.keepsFiles, request, services.now)
        return try await services.database.read { db in
            var departures = Departures()
            if listLags { departures.object = try ListedTable.object(request, at: now, db) }
            let segments = request.segments.map(String.init)
            if keepsFiles, segments.count == 3, segments[1] == "files",
                let file = try FileRecord.find(segments[2], in: request.account, db)
            {
                departures.name = file.filename
                departures.memberships = try ListedTable.memberships(of: file, at: now, db)
            }
            return departures
        }
    }

    private struct Departures: Sendable {
        var object: DepartedObject?
        var name = ""
        var memberships: [DepartedObject] = []

        func note(in faults: FaultBook, at now: Double) {
            if let object { faults.depart(object) }
            if !memberships.isEmpty { faults.keep(memberships, of: name, at: now) }
        }
    }

    /// A store counts the deleted files that it keeps (docs/openai-api.md, 7.7).
    private func counted(_ response: Response) async throws -> Response {
        let segments = request.segments
        guard faults.keepsFiles, request.method != "DELETE", segments.count <= 3,
            segments.dropFirst().first == "vector_stores"
        else { return response }
        let body = try JSONValue(parsing: try await response.collected().readableBytesView)
        let patched: JSONValue
        if let stores = body["data"]?.arrayValue {
            patched = body.setting("data", to: .array(stores.map(counting)))
        } else {
            patched = counting(body)
        }
        var response = response
        response.body = ResponseBody(byteBuffer: ByteBuffer(string: patched.text))
        return response
    }

    private func counting(_ store: JSONValue) -> JSONValue {
        guard let id = store["id"]?.stringValue, var counts = store["file_counts"] else { return store }
        for (status, count) in faults.keptCounts(store: id, account: request.account, now: services.now) {
            for name in [status, "total"] {
                counts = counts.setting(name, to: .integer((counts[name]?.intValue ?? 0) + count))
            }
        }
        return store.setting("file_counts", to: counts)
    }
}
