import AssistantModel
import OrderedJSON
import Testing

@Suite("Records of what was applied")
struct AppliedRecordTests {
    static let digest = AppliedRecord.Digest(visible: "a definition", hidden: "an effort")

    @Test(
        "a record is read as it was written",
        arguments: [
            AppliedRecord(),
            AppliedRecord(
                definition: digest,
                echo: AppliedRecord.Digest(visible: "a setting", hidden: nil),
                members: AppliedRecord.applyingMembers
            ),
            AppliedRecord(
                definition: digest,
                ignoredFields: [.temperature, .tools],
                metadataKeys: ["zzzz", "aaaa"],
                codeFiles: [
                    .init(fileID: "file-2", path: "b.csv", sha256: "2"),
                    .init(fileID: "file-1", path: "a.csv", sha256: "1"),
                ],
                externalStore: AppliedRecord.digest(ofExternalStoreID: "vs_1"),
                creation: AppliedRecord.Creation(nonce: "Zm9vYmFy", attempt: 2),
                removing: [AppliedRecord.digest(ofRemovedFileID: "file-3")]
            ),
            AppliedRecord(
                members: AppliedRecord.applyingMembers,
                removing: (0..<40).map { AppliedRecord.digest(ofRemovedFileID: "file_\($0)") }
            ),
        ]
    )
    func roundTrip(record: AppliedRecord) {
        #expect(AppliedRecord(text: record.text) == record)
    }

    @Test("the places of fields that may be edited on the account never change: accounts keep them")
    func placesOfFields() {
        #expect(AppliedRecord(ignoredFields: [.name, .temperature, .tools]).text == "2;i221")
        #expect(AppliedRecord(text: "2;i80")?.ignoredFields == [.responseFormat])
    }

    @Test("the order of keys and files does not matter")
    func order() {
        #expect(AppliedRecord(metadataKeys: ["b", "a"]).text == AppliedRecord(metadataKeys: ["a", "b"]).text)
    }

    @Test("a record with every field at its longest keeps to the server's limit, and has room for removals")
    func longest() {
        let record = AppliedRecord(
            definition: Self.digest,
            echo: AppliedRecord.Digest(visible: "an echo", hidden: "another effort"),
            ignoredFields: Set(DefinitionFieldName.allCases),
            metadataKeys: (0..<10).map { AppliedRecord.digest(ofMetadataKey: "key \($0)") },
            codeFiles: (0..<20).map { AppliedRecord.CodeFile(fileID: "file_\($0)", path: "\($0)", sha256: "\($0)") },
            externalStore: AppliedRecord.digest(ofExternalStoreID: "vs_1"),
            checks: ContentDigest.short("checks", length: 8),
            creation: AppliedRecord.Creation(nonce: "Zm9vYmFy", attempt: 99),
            removing: (0..<2).map { AppliedRecord.digest(ofRemovedFileID: "file_\($0)") }
        )
        #expect(record.text.utf8.count <= AppliedRecord.maximumLength)
        #expect(AppliedRecord(text: record.text) == record)
    }

    @Test("a record of the first version says the same, but not what may be edited on the account")
    func firstVersion() throws {
        let file = AppliedRecord.CodeFile(fileID: "file-1", path: "a.csv", sha256: "1")
        let written = AppliedRecord(
            definition: Self.digest,
            echo: AppliedRecord.Digest(visible: "an echo", hidden: nil),
            members: AppliedRecord.partialMembers,
            ignoredFields: nil,
            metadataKeys: ["aaaa", "zzzz"],
            codeFiles: [file],
            removing: [AppliedRecord.digest(ofRemovedFileID: "file-3")]
        )
        let read = AppliedRecord(
            text:
                "v=1;d=0iDJgYOt0Rm_2LIkYZe4gx;e=nWYOAp4JFzbmF7lFFU;m=partial;k=aaaa,zzzz;c=loxo-cmdhEORVSwJnBAb;r=2HdrCwrC"
        )
        #expect(read == written)
        #expect(try #require(read?.codeFiles.first).hasContent("1"))
        #expect(try #require(read?.codeFiles.first).hasContent("2") == false)
    }

    @Test(
        "a text of another version, or none of ours, is no record",
        arguments: [
            "", "3;dabc", "v=2;d=abc", "d=abc", "hello", "v=1;c=short", "v=1;x", "2;cshort", "2;izz", "2;nnonce",
            "2;nnonce.0",
        ]
    )
    func unreadable(text: String) {
        #expect(AppliedRecord(text: text) == nil)
    }

    @Test(
        "names this version does not know are passed over",
        arguments: ["v=1;m=applying;z=later", "2;mapplying;zlater"]
    )
    func unknownNames(text: String) {
        #expect(AppliedRecord(text: text)?.members == AppliedRecord.applyingMembers)
    }

    @Test("a digest of another length is none", arguments: ["v=1;d=abc", "2;dabc"])
    func damagedDigest(text: String) {
        #expect(AppliedRecord(text: text) != nil && AppliedRecord(text: text)?.definition == nil)
    }
}
