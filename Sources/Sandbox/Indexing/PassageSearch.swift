import Foundation
import GRDB
import OrderedJSON

/// Full-text retrieval over the passages of stores, ranked by Okapi BM25 among what is searched: what else is in the
/// database, other accounts' files too, moves nothing.
struct PassageSearch {
    struct Hit: Sendable {
        let fileID: String
        let filename: String
        let attributes: JSONValue
        let text: String
        /// 0 to 1.
        let score: Double
    }

    /// What is searched.
    private struct Scope {
        let storeIDs: [String]
        let fileIDs: [String]?
        let dueBy: Double
        let count: Int
        /// In characters.
        let averageLength: Double
    }

    private struct Rank {
        var bm25 = 0.0
        /// How many of the query's words the passage has.
        var words = 0
    }

    /// How many passages are looked at closely.
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
        let scope = try scope(storeIDs, fileIDs, dueBy: includesPending ? .infinity : now)
        var ranks: [Int64: Rank] = [:]
        for word in terms.words { try add(word, in: scope, to: &ranks) }
        let candidates = ranks.sorted { ($1.value.bm25, $0.key) < ($0.value.bm25, $1.key) }.prefix(Self.candidateCount)
        guard let best = candidates.first?.value.bm25 else { return [] }
        return try passages(candidates.map(\.key)).map { row in
            let rank = ranks[row["id"]] ?? Rank()
            let score = Self.score(
                coverage: Double(rank.words) / Double(terms.words.count),
                relativeRank: rank.bm25 / best
            )
            return (rank.bm25, Hit(row, score: score))
        }
        // Passages of equal rank come in the order of their files' names, and within one as they stand there.
        .enumerated()
        .sorted { ($1.element.1.score, $1.element.0, $0.offset) < ($0.element.1.score, $0.element.0, $1.offset) }
        .map(\.element.1)
    }

    /// BM25 has no upper bound, so the score is the share of the query's words that the passage has, weighed by its
    /// rank among the candidates.
    static func score(coverage: Double, relativeRank: Double) -> Double {
        min(1, max(0, coverage * (0.5 + 0.5 * relativeRank)))
    }

    /// Of passages in which a word is searched: parameters `stores`, `files` and `due`.
    private static let isSearched = """
        p.storeID IN (SELECT value FROM json_each(:stores))
            AND (:files IS NULL OR p.fileID IN (SELECT value FROM json_each(:files)))
            AND NOT f.isCancelled AND f.dueAt <= :due
        """

    private func scope(_ storeIDs: [String], _ fileIDs: [String]?, dueBy: Double) throws -> Scope {
        let row = try Row.fetchOne(
            database,
            sql: """
                SELECT COUNT(*) AS count, AVG(length(COALESCE(p.form, p.text))) AS length
                FROM passage AS p JOIN vectorStoreFile AS f ON f.storeID = p.storeID AND f.fileID = p.fileID
                WHERE \(Self.isSearched)
                """,
            arguments: ["stores": list(storeIDs), "files": fileIDs.map(list), "due": dueBy]
        )
        return Scope(
            storeIDs: storeIDs,
            fileIDs: fileIDs,
            dueBy: dueBy,
            count: row?["count"] ?? 0,
            averageLength: row?["length"] ?? 1
        )
    }

    /// Adds what one word tells of the passages that have it, with the constants and the bounds of SQLite's own `bm25`.
    private func add(_ word: String, in scope: Scope, to ranks: inout [Int64: Rank]) throws {
        // Each occurrence is marked with one character.
        let rows = try Row.fetchAll(
            database,
            sql: """
                SELECT p.id, length(COALESCE(p.form, p.text)) AS length,
                    length(highlight(passageIndex, 0, char(1), '')) AS marked
                FROM passageIndex JOIN passage AS p ON p.id = passageIndex.rowid
                JOIN vectorStoreFile AS f ON f.storeID = p.storeID AND f.fileID = p.fileID
                WHERE passageIndex MATCH :word AND \(Self.isSearched)
                """,
            arguments: [
                "word": QueryTerms.quoted(word), "stores": list(scope.storeIDs), "files": scope.fileIDs.map(list),
                "due": scope.dueBy,
            ]
        )
        let rarity = log((Double(scope.count - rows.count) + 0.5) / (Double(rows.count) + 0.5))
        let weight = max(rarity, 1e-6)
        for row in rows {
            let length: Double = row["length"]
            let marked: Double = row["marked"]
            let occurrences = marked - length
            let saturation = occurrences + 1.2 * (0.25 + 0.75 * length / scope.averageLength)
            ranks[row["id"], default: Rank()].bm25 += weight * occurrences * 2.2 / saturation
            ranks[row["id"], default: Rank()].words += 1
        }
    }

    private func passages(_ ids: [Int64]) throws -> [Row] {
        try Row.fetchAll(
            database,
            sql: """
                SELECT p.id, p.fileID, p.text, o.filename, f.attributes
                FROM passage AS p JOIN vectorStoreFile AS f ON f.storeID = p.storeID AND f.fileID = p.fileID
                JOIN file AS o ON o.id = p.fileID
                WHERE p.id IN (SELECT value FROM json_each(?))
                ORDER BY o.filename, p.position, p.id
                """,
            arguments: [JSONValue.array(ids.map { .integer(Int($0)) }).text]
        )
    }

    private func list(_ values: [String]) -> String { JSONValue.array(values.map(JSONValue.string)).text }
}

extension PassageSearch.Hit {
    fileprivate init(_ row: Row, score: Double) {
        self.init(
            fileID: row["fileID"],
            filename: row["filename"],
            attributes: row["attributes"],
            text: row["text"],
            score: score
        )
    }
}
