import GRDB
import Hummingbird
import HummingbirdCore
import OrderedJSON

/// `/vector_stores/{id}/search` (docs/openai-api.md, 7.25).
struct SearchRoutes {
    private static let defaultResultCount = 10

    let services: SandboxServices

    func add(to group: RouterGroup<SandboxContext>) {
        group.post("vector_stores/:store/search", use: search)
    }

    @Sendable private func search(_ request: Request, _ context: SandboxContext) async throws -> JSONResponse {
        let store = try await services.store(context)
        let body = try await BodyReader.json(request, context, VectorStoreRules.search)
        let now = services.now
        guard !store.isExpired(at: Int(now)) else {
            throw APIErrorResponse.badRequest("Vector store '\(store.id)' is expired and cannot be searched.")
        }
        let queries = body["query"]?.stringValue.map { [$0] } ?? body["query"]?.strings ?? []
        let filter = body["filters"].map(SearchFilter.init)
        let hits = try await services.database.write { db in
            try VectorStoreRecord.touch(store.id, at: Int(now), db)
            let fileIDs = try filter.map { filter in
                try VectorStoreFileRecord.filter(Column("storeID") == store.id).fetchAll(db)
                    .filter { filter.matches($0.attributes) }.map(\.fileID)
            }
            return try PassageSearch(database: db, now: now)
                .hits(queries.joined(separator: " "), in: [store.id], fileIDs: fileIDs)
        }
        let threshold = body["ranking_options"]?["score_threshold"]?.doubleValue ?? 0
        let count = body["max_num_results"]?.intValue ?? Self.defaultResultCount
        let accepted = hits.filter { $0.score >= threshold }
        return JSONResponse([
            "object": "vector_store.search_results.page", "search_query": .array(queries.map(JSONValue.string)),
            "data": .array(accepted.prefix(count).map(Self.json)), "has_more": .bool(accepted.count > count),
            "next_page": .null,
        ])
    }

    private static func json(_ hit: PassageSearch.Hit) -> JSONValue {
        [
            "file_id": .string(hit.fileID), "filename": .string(hit.filename), "score": .number(hit.score),
            "attributes": hit.attributes, "content": [["type": "text", "text": .string(hit.text)]],
        ]
    }
}
