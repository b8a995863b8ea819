import Foundation
import OrderedJSON
import Testing

@testable import Sandbox

@Suite("Files")
struct FileTests {
    @Test("echo what the real server echoes")
    func echo() async throws {
        try await withSandbox { account in
            let answer = try await account.post(
                "/files",
                form: [
                    ("purpose", "assistants"), ("expires_after[anchor]", "created_at"),
                    ("expires_after[seconds]", "3600"),
                ],
                file: FormFile(field: "file", name: "a.md", content: Array("text".utf8))
            )
            #expect(
                answer.json == [
                    "object": "file", "id": .string(answer.id), "purpose": "assistants", "filename": "a.md", "bytes": 4,
                    "created_at": 1_800_000_000, "expires_at": 1_800_003_600, "status": "processed",
                    "status_details": .null,
                ]
            )
            account.time.advance(by: 3601)
            #expect(try await account.get("/files/\(answer.id)").status == 404)
            #expect(try await account.get("/files").ids.isEmpty)
        }
    }

    @Test(
        "refuse wrong fields",
        arguments: [
            ([("purpose", "knowledge")], "purpose"),
            ([], "purpose"),
            ([("purpose", "assistants"), ("colour", "red")], "colour"),
            (
                [("purpose", "assistants"), ("expires_after", #"{"anchor":"created_at","seconds":3600}"#)],
                "expires_after"
            ),
            (
                [("purpose", "assistants"), ("expires_after[anchor]", "created_at"), ("expires_after[seconds]", "60")],
                "expires_after.seconds"
            ),
        ]
    )
    func refusals(fields: [(String, String)], parameter: String) async throws {
        try await withSandbox { account in
            let answer = try await account.post(
                "/files",
                form: fields,
                file: FormFile(field: "file", name: "a.md", content: [65])
            )
            #expect(answer.status == 400)
            #expect(answer.errorParameter == parameter)
            #expect(try await account.get("/files").ids.isEmpty)
        }
    }

    @Test("refuse unknown extensions for assistants, and a missing file")
    func extensions() async throws {
        try await withSandbox { account in
            let exe = FormFile(field: "file", name: "tool.exe", content: [1])
            let answer = try await account.post("/files", form: [("purpose", "assistants")], file: exe)
            #expect(answer.status == 400)
            #expect(answer.text.contains("Invalid extension exe"))
            #expect(try await account.post("/files", form: [("purpose", "user_data")], file: exe).status == 200)
            #expect(try await account.post("/files", form: [("purpose", "assistants")], file: nil).status == 400)
        }
    }

    @Test("over the limit are refused with 413, and nothing of them stays")
    func size() async throws {
        try await withSandbox {
            $0.maximumFileBytes = 1000
        } _: { account in
            let exact = try await account.upload("a.txt", [UInt8](repeating: 65, count: 1000))
            let large = try await account.post(
                "/files",
                form: [("purpose", "assistants")],
                file: FormFile(field: "file", name: "b.txt", content: [UInt8](repeating: 65, count: 1001))
            )
            #expect(large.status == 413)
            #expect(try await account.get("/files").ids == [exact])
        }
    }

    @Test("page through ties in one order, forwards and back, without loss")
    func paging() async throws {
        try await withSandbox { account in
            var ids: [String] = []
            for number in 0..<7 { ids.append(try await account.upload("\(number).txt", "same second")) }
            for (order, expected) in [("asc", ids), ("desc", ids.reversed())] {
                var seen: [String] = []
                var cursor = ""
                while true {
                    let page = try await account.get("/files?limit=3&order=\(order)\(cursor)")
                    seen += page.ids
                    #expect(page.json["first_id"]?.stringValue == page.ids.first)
                    #expect(page.json["last_id"]?.stringValue == page.ids.last)
                    guard page.json["has_more"] == true, let last = page.ids.last else { break }
                    cursor = "&after=\(last)"
                }
                #expect(seen == Array(expected))
            }
            let empty = try await account.get("/files?purpose=vision")
            #expect(empty.json["first_id"] == .null)
            #expect(empty.json["last_id"] == .null)
            #expect(try await account.get("/files?limit=10001").errorCode == "integer_above_max_value")
            #expect(try await account.get("/files?before=\(ids[0])").errorCode == "unknown_parameter")
        }
    }

    @Test("an upload joins its parts in the order of part_ids and checks size and MD5")
    func uploads() async throws {
        try await withSandbox { account in
            let upload = try await account.post(
                "/uploads",
                ["filename": "a.jsonl", "purpose": "batch", "bytes": 6, "mime_type": "application/jsonl"]
            )
            #expect(upload.json["status"] == "pending")
            #expect(upload.json["expires_at"] == 1_800_003_600)
            var parts: [String] = []
            for text in ["def", "abc"] {
                let part = try await account.post(
                    "/uploads/\(upload.id)/parts",
                    form: [],
                    file: FormFile(field: "data", name: "blob", content: Array(text.utf8))
                )
                parts.append(part.id)
            }
            let order: JSONValue = [.string(parts[1]), .string(parts[0])]
            let short = try await account.post(
                "/uploads/\(upload.id)/complete",
                ["part_ids": [order.arrayValue?[0] ?? .null]]
            )
            #expect(short.status == 400)
            let wrong = try await account.post(
                "/uploads/\(upload.id)/complete",
                ["part_ids": order, "md5": "00000000000000000000000000000000"]
            )
            #expect(wrong.errorParameter == "md5")
            let done = try await account.post(
                "/uploads/\(upload.id)/complete",
                ["part_ids": order, "md5": "e80b5017098950fc58aad83c8c14978e"]
            )
            #expect(done.json["status"] == "completed")
            let file = done.json["file"]?["id"]?.stringValue ?? ""
            #expect(try await account.get("/files/\(file)/content").text == "abcdef")
            #expect(try await account.post("/uploads/\(upload.id)/cancel").status == 400)
        }
    }

    @Test("an upload expires after an hour and takes only MIME types of its purpose")
    func uploadLimits() async throws {
        try await withSandbox { account in
            let body: JSONValue = ["filename": "a.txt", "purpose": "assistants", "bytes": 1, "mime_type": "text/plain"]
            let upload = try await account.post("/uploads", body)
            account.time.advance(by: 3600)
            let late = try await account.post(
                "/uploads/\(upload.id)/parts",
                form: [],
                file: FormFile(field: "data", name: "b", content: [65])
            )
            #expect(late.status == 400)
            #expect(late.text.contains("expired"))
            let type = try await account.post("/uploads", body.setting("mime_type", to: "video/mp4"))
            #expect(type.errorParameter == "mime_type")
            let large = try await account.post(
                "/uploads",
                body.setting("bytes", to: .integer(8 * 1024 * 1024 * 1024 + 1))
            )
            #expect(large.errorCode == "integer_above_max_value")
        }
    }
}
