import OrderedJSON
import Testing

@testable import Importing

@Suite("Exports")
struct ExportTests {
    private static let one = #"{"id":"asst_1","object":"assistant","model":"gpt-4o","tools":[]}"#

    @Test(
        "a page, a list and one object are read alike",
        arguments: [
            one, "[\(one)]", #"{"object":"list","data":[\#(one)],"has_more":false}"#, "\u{FEFF}[\(one)]",
            "[\(one),\(one)]",
        ]
    )
    func forms(text: String) throws {
        #expect(try Export(bytes: Array(text.utf8)).entries.map { $0.object["id"] } == ["asst_1"])
    }

    @Test("a page that is not the last is imported with a note")
    func page() throws {
        let export = try Export(bytes: Array(#"{"data":[\#(Self.one)],"has_more":true}"#.utf8))
        #expect(export.notes.count == 1 && export.notes[0].contains("after=asst_1"))
    }

    @Test("what `retrieval` and `file_ids` said is kept in today's words")
    func firstVersion() throws {
        let text =
            #"{"id":"asst_1","object":"assistant","model":"m","tools":[{"type":"retrieval"}],"file_ids":["file-1"]}"#
        let entry = try #require(try Export(bytes: Array(text.utf8)).entries.first)
        #expect(entry.fileIDs == ["file-1"] && entry.hadRetrieval)
        #expect(entry.object["tools"] == [["type": "file_search"]])
    }

    @Test(
        "everything else says what it is",
        arguments: [
            ("", "empty"), (String(one.dropLast(9)), "cut off"), ("[]", "no assistants"), ("7", "a number"),
            (#"{"object":"chat.completion","id":"chatcmpl-1","model":"m"}"#, "of another API"),
            (#"{"id":"resp_1","object":"response","model":"m"}"#, "of another API"),
            (#"{"error":{"message":"no such key"}}"#, "no such key"), (#"{"model":"m"}"#, "no assistant"),
            (
                #"[{"id":"asst_1","object":"assistant","model":"a"},{"id":"asst_1","object":"assistant","model":"b"}]"#,
                "twice"
            ),
        ]
    )
    func refused(text: String, part: String) {
        do throws(ExportError) {
            _ = try Export(bytes: Array(text.utf8))
            Issue.record("it was read")
        } catch {
            #expect("\(error.message) \(error.hint)".contains(part), "\(error)")
        }
    }
}
