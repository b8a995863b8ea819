import Foundation
import GRDB
import Hummingbird
import HummingbirdCore
import NIOCore
import OrderedJSON

/// What becomes of requests and answers on a server with habits of its own.
struct HostHabits {
    let services: SandboxServices
    let request: FaultSubject

    private var faults: FaultBook { services.faults }
    private var segments: [String] { request.segments.dropFirst().map(String.init) }

    func answer(
        _ request: Request,
        _ context: SandboxContext,
        _ next: (Request, SandboxContext) async throws -> Response
    ) async throws -> Response {
        guard faults.hasHabits else { return try await next(request, context) }
        if let response = refusal() { return response }
        try await refuseNotBegun()
        var context = context
        if self.request.method == "GET" { context.pageHabits = pageHabits }
        let response: Response
        do {
            response = try await next(request, context)
        } catch var error as APIErrorResponse {
            guard error.status == .notFound, isAboutObject, faults.has(.notFoundAs400) else { throw error }
            error.status = .badRequest
            error.message = "\(segments.last ?? "") not found" + (segments.count > 2 ? " in \(segments[1])" : "")
            throw error
        }
        try await waitForBatch(response)
        return try await rewritten(response)
    }

    // MARK: Requests

    /// Routes that are not there: the answer of a framework and not of the api.
    private func refusal() -> Response? {
        guard segments.count == 2, segments[0] == "assistants", request.method != "DELETE",
            faults.has(.fixedAssistants)
        else { return nil }
        return JSONResponse(["detail": "Method Not Allowed"], status: .methodNotAllowed).response()
    }

    private var isAboutObject: Bool { request.method != "POST" && segments.count.isMultiple(of: 2) }

    private var pageHabits: PageHabits? {
        var habits = PageHabits()
        if let (size, ignoresCursor) = faults.habit({ habit -> (Int, Bool)? in
            guard case .shortPages(let size, let ignoresCursor) = habit else { return nil }
            return (size, ignoresCursor)
        }) {
            habits.most = size
            habits.ignoresCursor = ignoresCursor
        }
        habits.ignoresOrder = faults.has(.newestFirst)
        return habits == PageHabits() ? nil : habits
    }

    // MARK: Batches in turn

    private var turn: (milliseconds: Int, answersLast: Bool)? {
        faults.habit { habit -> (Int, Bool)? in
            guard case .batchesInTurn(let milliseconds, let answersLast) = habit else { return nil }
            return (milliseconds, answersLast)
        }
    }

    /// Ids of the store's files whose turn has not come.
    private func notBegun(in store: String) async throws -> Set<String> {
        guard let turn else { return [] }
        let start = services.now + Double(turn.milliseconds) / 1000
        return try await services.database.read { db in
            let waiting = VectorStoreFileRecord.filter(Column("storeID") == store && Column("dueAt") > start)
            return Set(try waiting.fetchAll(db).map(\.fileID))
        }
    }

    private func refuseNotBegun() async throws {
        let segments = segments
        guard request.method == "GET", segments.count == 4, segments[0] == "vector_stores", segments[2] == "files",
            try await notBegun(in: segments[1]).contains(segments[3])
        else { return }
        var error = VectorStoreFileRecord.missing(segments[3], in: segments[1])
        if faults.has(.notFoundAs400) { error.status = .badRequest }
        throw error
    }

    private func waitForBatch(_ response: Response) async throws {
        guard request.method == "POST", segments.count == 3, segments[2] == "file_batches", response.status == .ok,
            let turn, turn.answersLast
        else { return }
        let body = try JSONValue(parsing: try await response.collected().readableBytesView)
        let count = body["file_counts"]?["total"]?.intValue ?? 0
        try await services.configuration.sleep(.milliseconds(turn.milliseconds * count))
    }

    // MARK: Answers

    private func rewritten(_ response: Response) async throws -> Response {
        guard response.status == .ok, response.headers[.contentType] == "application/json" else { return response }
        let bytes = try await response.collected()
        let body = try JSONValue(parsing: bytes.readableBytesView)
        var response = response
        response.body = ResponseBody(byteBuffer: ByteBuffer(string: try await shown(body).text))
        return response
    }

    private func shown(_ body: JSONValue) async throws -> JSONValue {
        guard let data = body["data"]?.arrayValue else { return renamed(object(body, isListed: false)) }
        var objects = data
        let segments = segments
        if segments.count >= 3, segments[0] == "vector_stores", segments.last == "files" {
            let hidden = try await notBegun(in: segments[1])
            objects.removeAll { $0["id"]?.stringValue.map(hidden.contains) ?? false }
        }
        objects = objects.map { renamed(object($0, isListed: true)) }
        var members = body.objectValue ?? [:]
        members["data"] = objects.isEmpty && faults.has(.nullLists) ? .null : .array(objects)
        let isShort = members["has_more"] != nil && request.method == "GET"
        if isShort, faults.habit({ if case .shortPages = $0 { true } else { nil } }) == true {
            members["has_more"] = nil
        }
        return .object(members)
    }

    private func object(_ object: JSONValue, isListed: Bool) -> JSONValue {
        var object = object
        let kind = object["object"]?.stringValue ?? ""
        if let time = object["created_at"]?.intValue,
            let odd = faults.habit({ if case .oddTimes(let odd) = $0 { odd } else { nil } })
        {
            // Locks are as old as the server says: a host without times there has no skills that anybody can use.
            let isLock = kind.hasPrefix("skill")
            switch odd {
            case .null where isLock: break
            case .null: object = object.setting("created_at", to: .null)
            case .text: object = object.setting("created_at", to: .string(String(time)))
            case .date:
                let date = Date(timeIntervalSince1970: Double(time)).formatted(.iso8601)
                object = object.setting("created_at", to: .string(date))
            }
        }
        if kind == "assistant", faults.has(.trimmedTexts) {
            for name in ["instructions", "description"] {
                guard let text = object[name]?.stringValue else { continue }
                object = object.setting(name, to: .string(text.trimmingCharacters(in: .whitespacesAndNewlines)))
            }
        }
        if kind == "vector_store.file", isListed, faults.has(.untoldStatus), case .object(var members) = object {
            members["status"] = nil
            object = .object(members)
        }
        return object
    }

    /// With the bytes of names read one by one.
    private func renamed(_ object: JSONValue) -> JSONValue {
        guard let name = object["filename"]?.stringValue, name.utf8.contains(where: { $0 > 0x7F }),
            faults.has(.latin1Names)
        else { return object }
        let characters = name.utf8.map { Unicode.Scalar($0) }
        return object.setting("filename", to: .string(String(String.UnicodeScalarView(characters))))
    }
}

/// What becomes of a list's parameters.
struct PageHabits: Sendable, Equatable {
    var most: Int?
    var ignoresCursor = false
    var ignoresOrder = false
}
