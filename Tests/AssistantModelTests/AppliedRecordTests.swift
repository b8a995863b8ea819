import AssistantModel
import OrderedJSON
import Testing

@Suite("Records of what was applied")
struct AppliedRecordTests {
    @Test(
        "a record is read as it was written",
        arguments: [
            AppliedRecord(),
            AppliedRecord(definition: "abc", echo: "def", members: AppliedRecord.applyingMembers),
            AppliedRecord(
                definition: "abc",
                metadataKeys: ["zzzz", "aaaa"],
                codeFiles: [
                    .init(fileID: "file-2", path: "b.csv", sha256: "2"),
                    .init(fileID: "file-1", path: "a.csv", sha256: "1"),
                ]
            ),
        ]
    )
    func roundTrip(record: AppliedRecord) {
        #expect(AppliedRecord(text: record.text) == record)
    }

    @Test("the order of keys and files does not matter")
    func order() {
        #expect(AppliedRecord(metadataKeys: ["b", "a"]).text == AppliedRecord(metadataKeys: ["a", "b"]).text)
    }

    @Test(
        "a text of another version, or none of ours, is no record",
        arguments: [
            "", "v=2;d=abc", "d=abc", "hello", "v=1;c=short", "v=1;x",
        ]
    )
    func unreadable(text: String) {
        #expect(AppliedRecord(text: text) == nil)
    }

    @Test("names this version does not know are passed over")
    func unknownNames() {
        #expect(AppliedRecord(text: "v=1;d=abc;z=later") == AppliedRecord(definition: "abc"))
    }
}
