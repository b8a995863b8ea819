import ManifestLoading
import Testing

@testable import Commands

@Suite("MIME types of uploads")
struct MediaTypeTests {
    @Test("every type of file that a manifest may name has one")
    func complete() {
        let extensions = FileTypeTable.fileSearch.union(FileTypeTable.codeInterpreter)
        #expect(extensions.filter { !MediaType.isKnown($0) }.sorted() == [])
    }

    @Test("case does not matter")
    func upperCase() {
        #expect(MediaType.ofFile(named: "Report.PDF") == "application/pdf")
    }
}
