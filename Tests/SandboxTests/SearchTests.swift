import GRDB
import OrderedJSON
import TestSupport
import Testing

@testable import Sandbox

@Suite("Search")
struct SearchTests {
    @Test("finds text in Markdown, HTML, PDF and PPTX")
    func formats() async throws {
        try await withSandbox { account in
            let (store, files) = try await account.store(holding: [
                ("refunds.md", Array("# Refunds\n\nA refund takes three days.".utf8)),
                ("prices.html", Array("<script>refund()</script><p>City bike: 900 &euro;</p>".utf8)),
                ("fit.pdf", DocumentSamples.pdf("Saddle height is measured to the top.")),
                ("training.pptx", DocumentSamples.presentation),
            ])
            for (query, file) in [
                ("How long do refunds take?", files[0]), ("What does a city bike cost?", files[1]),
                ("saddle heights", files[2]), ("torque of the stem", files[3]),
            ] {
                let answer = try await account.post("/vector_stores/\(store)/search", ["query": .string(query)])
                let hits = answer.json["data"]?.arrayValue ?? []
                #expect(hits.first?["file_id"]?.stringValue == file, "\(query)")
                let score = hits.first?["score"]?.doubleValue ?? 0
                #expect(score > 0 && score <= 1)
            }
        }
    }

    @Test(
        "takes any query as words, never as syntax",
        arguments: [
            "\"", "zebra AND", "NOT zebra*", "refund^2 NEAR(x", "col:refund", "(((", "???", "-refund",
            "'; DROP TABLE passage",
        ]
    )
    func hostileQueries(query: String) async throws {
        try await withSandbox { account in
            let (store, _) = try await account.store(holding: [("a.md", Array("A refund takes three days.".utf8))])
            let answer = try await account.post("/vector_stores/\(store)/search", ["query": .string(query)])
            #expect(answer.status == 200)
            #expect(answer.json["search_query"] == [.string(query)])
            #expect((answer.json["data"]?.arrayValue?.isEmpty == false) == query.contains("refund"))
        }
    }

    @Test("ranks the passage with more of the words first, keeps the threshold and the number of results")
    func ranking() async throws {
        try await withSandbox { account in
            let (store, files) = try await account.store(holding: [
                ("one.md", Array("The warranty of saddles is two years.".utf8)),
                ("two.md", Array("The warranty of carbon frames is five years.".utf8)),
                ("three.md", Array("Lights have no warranty.".utf8)),
            ])
            let path = "/vector_stores/\(store)/search"
            let query: JSONValue = ["query": "warranty of carbon frames"]
            let all = try await account.post(path, query)
            let scores = (all.json["data"]?.arrayValue ?? []).compactMap { $0["score"]?.doubleValue }
            #expect(all.json["data"]?.arrayValue?.first?["file_id"]?.stringValue == files[1])
            #expect(scores.count == 3)
            #expect(scores == scores.sorted(by: >))
            let one = try await account.post(path, query.setting("max_num_results", to: 1))
            #expect(one.json["data"]?.arrayValue?.count == 1)
            #expect(one.json["has_more"] == true)
            let strict = try await account.post(
                path,
                query.setting("ranking_options", to: ["ranker": "auto", "score_threshold": 0.6])
            )
            #expect(strict.json["data"]?.arrayValue?.count == 1)
            let wrong = try await account.post(path, query.setting("max_num_results", to: 51))
            #expect(wrong.errorCode == "integer_above_max_value")
        }
    }

    @Test("filters by attributes, and shows them")
    func filters() async throws {
        try await withSandbox { account in
            let store = try await account.store()
            for (name, year, language) in [("a", 2024, "en"), ("b", 2025, "de"), ("c", 2026, "en")] {
                let file = try await account.upload("\(name).md", "The catalogue of bikes.")
                _ = try await account.post(
                    "/vector_stores/\(store)/files",
                    ["file_id": .string(file), "attributes": ["year": .integer(year), "lang": .string(language)]]
                )
            }
            account.time.advance(by: 30)
            func names(_ filter: JSONValue) async throws -> [String] {
                let answer = try await account.post(
                    "/vector_stores/\(store)/search",
                    ["query": "catalogue", "filters": filter]
                )
                return (answer.json["data"]?.arrayValue ?? []).compactMap { $0["filename"]?.stringValue }.sorted()
            }
            #expect(try await names(["type": "eq", "key": "year", "value": 2025.0]) == ["b.md"])
            #expect(try await names(["type": "ne", "key": "lang", "value": "en"]) == ["b.md"])
            #expect(try await names(["type": "gte", "key": "year", "value": 2025]) == ["b.md", "c.md"])
            #expect(try await names(["type": "in", "key": "lang", "value": ["de", "fr"]]) == ["b.md"])
            #expect(try await names(["type": "nin", "key": "colour", "value": ["red"]]).count == 3)
            #expect(
                try await names([
                    "type": "and",
                    "filters": [
                        ["type": "eq", "key": "lang", "value": "en"],
                        ["type": "or", "filters": [["type": "lt", "key": "year", "value": 2025]]],
                    ],
                ]) == ["a.md"]
            )
        }
    }

    @Test(
        "what people type finds what programs wrote",
        arguments: [
            ("保証期間", "自転車の保証期間は購入日から三年間です。"), ("自転車", "自転車の保証期間は購入日から三年間です。"),
            ("車", "自転車"), ("保修期", "自行车的保修期为三年。"), ("보증기간", "자전거의 보증기간은 3년입니다."),
            ("รับประกัน", "จักรยานมีการรับประกันสามปี"), ("warranty", "ｗａｒｒａｎｔｙ of three years"),
            ("ガイド", "ｶﾞｲﾄﾞ for bikes"), ("configuration", "The con\u{FB01}guration certi\u{FB01}cate"),
            ("hyphen", "A soft hy\u{AD}\nphen"), ("hyphen", "A soft hy\u{AD}phen"), ("Strasse", "Die Straße 7"),
            ("Straße", "Die Strasse 7"), ("cafe", "Cafe\u{301} racer"), ("iPhone手机", "新的iPhone手机壳"),
        ]
    )
    func forms(query: String, text: String) async throws {
        try await withSandbox { account in
            let (store, _) = try await account.store(holding: [
                ("a.md", Array(text.utf8)), ("b.md", Array("Lights have none. ライト ไฟ 灯 등".utf8)),
            ])
            let answer = try await account.post("/vector_stores/\(store)/search", ["query": .string(query)])
            let hits = answer.json["data"]?.arrayValue ?? []
            #expect(hits.map { $0["filename"] } == ["a.md"])
            #expect(hits.first?["content"]?.arrayValue?.first?["text"]?.stringValue == text)
        }
    }

    @Test("a query of several words in Japanese ranks the passage with more of them first")
    func japaneseRanking() async throws {
        try await withSandbox { account in
            let (store, _) = try await account.store(holding: [
                ("one.md", Array("自転車の修理は一週間かかります。".utf8)), ("two.md", Array("自転車の保証期間は三年間です。".utf8)),
            ])
            let answer = try await account.post("/vector_stores/\(store)/search", ["query": "自転車の保証期間"])
            #expect((answer.json["data"]?.arrayValue ?? []).map { $0["filename"] } == ["two.md", "one.md"])
        }
    }

    @Test("words of a PDF with ligatures and soft hyphens are found as people type them")
    func ligatures() async throws {
        let pdf = try DocumentFiles.bytes("ligatures.pdf")
        try await withSandbox { account in
            let (store, _) = try await account.store(holding: [("ligatures.pdf", pdf)])
            for query in ["configuration", "certificate", "office", "hyphen", "information"] {
                let answer = try await account.post("/vector_stores/\(store)/search", ["query": .string(query)])
                #expect(answer.json["data"]?.arrayValue?.count == 1, "\(query)")
            }
        }
    }

    @Test("Latin words are indexed as before: no second form is kept, and parts of words find nothing")
    func latin() {
        #expect(SearchForm.indexed("The warranty of carbon frames, naïve café") == nil)
        #expect(SearchForm.indexed("Straße") == "Strasse")
        #expect(QueryTerms("warranty of frames").words == ["warranty", "frames"])
        #expect(QueryTerms("保証期間").words == ["保証", "証期", "期間"])
        #expect(QueryTerms.quoted("車") == "\"車\" *" && QueryTerms.quoted("a") == "\"a\"")
    }

    @Test("an account of an earlier version is searched in the new form")
    func migration() throws {
        let queue = try DatabaseQueue()
        try Migrations.all.migrate(queue, upTo: "responses")
        try queue.write { db in
            try db.execute(
                sql: """
                    INSERT INTO file (id, account, createdAt, filename, purpose, bytes)
                        VALUES ('file-1', 'a', 1, 'a.md', 'assistants', 9);
                    INSERT INTO vectorStore (id, account, createdAt, lastActiveAt, metadata)
                        VALUES ('vs_1', 'a', 1, 1, '{}');
                    INSERT INTO vectorStoreFile (storeID, fileID, createdAt, dueAt, chunkTokens, overlapTokens, attributes,
                        indexBytes, isCancelled) VALUES ('vs_1', 'file-1', 1, 1, 800, 400, '{}', 9, 0);
                    INSERT INTO passage (storeID, fileID, position, text) VALUES ('vs_1', 'file-1', 0, '自転車の保証期間');
                    INSERT INTO passage (storeID, fileID, position, text) VALUES ('vs_1', 'file-1', 1, 'Warranty');
                    """
            )
        }
        try Migrations.all.migrate(queue)
        try queue.write { db in
            func texts(_ query: String) throws -> [String] {
                try PassageSearch(database: db, now: 2).hits(query, in: ["vs_1"]).map(\.text)
            }
            #expect(try texts("保証期間") == ["自転車の保証期間"])
            #expect(try texts("warranty") == ["Warranty"])
            try db.execute(sql: "DELETE FROM file")
            #expect(try texts("保証期間") == [])
            // Nothing of it is left in the index, or this fails.
            try db.execute(sql: "INSERT INTO passageIndex(passageIndex, rank) VALUES ('integrity-check', 1)")
        }
    }

    @Test("stores do not see each other's passages, and a passage goes with its file")
    func isolation() async throws {
        try await withSandbox { account in
            let (first, files) = try await account.store(holding: [("a.md", Array("Unicycle tyres".utf8))])
            let second = try await account.store()
            let query: JSONValue = ["query": "unicycle"]
            #expect(try await account.post("/vector_stores/\(second)/search", query).json["data"] == [])
            #expect(
                try await account.post("/vector_stores/\(first)/search", query).json["data"]?.arrayValue?.count == 1
            )
            _ = try await account.delete("/files/\(files[0])")
            #expect(try await account.post("/vector_stores/\(first)/search", query).json["data"] == [])
        }
    }

    @Test("what other stores hold moves no score and no place of a passage")
    func rankingIsOfTheStore() async throws {
        try await withSandbox { account in
            let documents = [
                ("a.md", "Return it to us"), ("b.md", "Bikes and spares"), ("c.md", "Tyres and spares"),
            ]
            let (store, _) = try await account.store(holding: documents.map { ($0.0, Array($0.1.utf8)) })
            let query: JSONValue = ["query": "return a bike"]
            let alone = try await account.post("/vector_stores/\(store)/search", query).json["data"]
            #expect(alone?.arrayValue?.compactMap { $0["filename"]?.stringValue } == ["a.md", "b.md"])
            let others = (0..<20).map { ("other-\($0).md", Array("How to return what you return".utf8)) }
            _ = try await account.store(holding: others)
            #expect(try await account.post("/vector_stores/\(store)/search", query).json["data"] == alone)
        }
    }

    @Test("passages have the size and overlap asked for")
    func chunking() {
        let words = (0..<1000).map { "word\($0)" }.joined(separator: " ")
        let passages = Chunking(maximumTokens: 100, overlapTokens: 25).passages(words)
        #expect(passages.allSatisfy { $0.count <= 400 })
        for (left, right) in zip(passages, passages.dropFirst()) {
            #expect(right.hasPrefix(left.suffix(100)))
        }
        #expect(passages.last?.hasSuffix("word999") == true)
        #expect(Chunking(maximumTokens: 100, overlapTokens: 50).passages("short") == ["short"])
        #expect(Chunking(maximumTokens: 100, overlapTokens: 0).passages(String(repeating: "x", count: 1000)).count == 3)
    }
}
