import GRDB
import OrderedJSON

/// Full-text retrieval over the passages of stores, ranked by bm25.
struct PassageSearch {
    struct Hit: Sendable {
        let fileID: String
        let filename: String
        let attributes: JSONValue
        let text: String
        /// 0 to 1.
        let score: Double
    }

    private struct Candidate {
        let id: Int64
        let rank: Double
        let hit: Hit
    }

    /// How many passages are scored before the best are taken.
    private static let candidateCount = 200

    let database: Database
    let now: Double

    /// - Parameters:
    ///   - fileIDs: only passages of these, or nil for all.
    ///   - includesPending: whether files count that are not due yet.
    func hits(
        _ query: String,
        in storeIDs: [String],
        fileIDs: [String]? = nil,
        includesPending: Bool = false
    ) throws -> [Hit] {
        let terms = QueryTerms(query)
        guard !terms.words.isEmpty, !storeIDs.isEmpty else { return [] }
        let candidates = try candidates(terms, storeIDs, fileIDs, dueBy: includesPending ? .infinity : now)
        guard let best = candidates.first?.rank else { return [] }
        let coverage = try coverage(terms, of: candidates.map(\.id))
        let scored = candidates.map { candidate in
            Hit(
                fileID: candidate.hit.fileID,
                filename: candidate.hit.filename,
                attributes: candidate.hit.attributes,
                text: candidate.hit.text,
                score: Self.score(
                    coverage: Double(coverage[candidate.id] ?? 0) / Double(terms.words.count),
                    relativeRank: candidate.rank / best
                )
            )
        }
        // Equal scores stay in the order of their ranks.
        return scored.enumerated().sorted { ($1.element.score, $0.offset) < ($0.element.score, $1.offset) }
            .map(\.element)
    }

    /// bm25 has no upper bound, so the score is the share of the query's words that the passage has, weighed by its
    /// rank among the candidates.
    static func score(coverage: Double, relativeRank: Double) -> Double {
        min(1, max(0, coverage * (0.5 + 0.5 * relativeRank)))
    }

    private func candidates(
        _ terms: QueryTerms,
        _ storeIDs: [String],
        _ fileIDs: [String]?,
        dueBy: Double
    ) throws -> [Candidate] {
        let rows = try Row.fetchAll(
            database,
            sql: """
                SELECT p.id, p.fileID, p.text, o.filename, f.attributes, bm25(passageIndex) AS rank
                FROM passageIndex JOIN passage AS p ON p.id = passageIndex.rowid
                JOIN vectorStoreFile AS f ON f.storeID = p.storeID AND f.fileID = p.fileID
                JOIN file AS o ON o.id = p.fileID
                WHERE passageIndex MATCH :expression
                    AND p.storeID IN (SELECT value FROM json_each(:stores))
                    AND (:files IS NULL OR p.fileID IN (SELECT value FROM json_each(:files)))
                    AND NOT f.isCancelled AND f.dueAt <= :due
                ORDER BY rank, p.id LIMIT \(Self.candidateCount)
                """,
            arguments: [
                "expression": terms.expression, "stores": list(storeIDs), "files": fileIDs.map(list), "due": dueBy,
            ]
        )
        return rows.map { row in
            Candidate(
                id: row["id"],
                rank: row["rank"],
                hit: Hit(
                    fileID: row["fileID"],
                    filename: row["filename"],
                    attributes: row["attributes"],
                    text: row["text"],
                    score: 0
                )
            )
        }
    }

    /// How many of the words each passage has.
    private func coverage(_ terms: QueryTerms, of ids: [Int64]) throws -> [Int64: Int] {
        let idList = JSONValue.array(ids.map { .integer(Int($0)) }).text
        var counts: [Int64: Int] = [:]
        for word in terms.words {
            let matching = try Int64.fetchAll(
                database,
                sql: """
                    SELECT rowid FROM passageIndex
                    WHERE passageIndex MATCH ? AND rowid IN (SELECT value FROM json_each(?))
                    """,
                arguments: [QueryTerms.quoted(word), idList]
            )
            for id in matching { counts[id, default: 0] += 1 }
        }
        return counts
    }

    private func list(_ values: [String]) -> String { JSONValue.array(values.map(JSONValue.string)).text }
}
