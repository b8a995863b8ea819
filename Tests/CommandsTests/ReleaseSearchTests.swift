import AssistantModel
import Deployment
import OrderedJSON
import Planning
import Testing

@testable import Commands

@Suite("Knowledge as a release had it, beside what is live")
struct ReleaseSearchTests {
    private static func file(_ id: String, _ path: String, _ attributes: [String: JSONValue] = [:]) -> ReleaseFile {
        ReleaseFile(path: path, sha256: "abc", bytes: 3, id: id, attributes: attributes)
    }

    private static func member(
        _ id: String,
        _ path: String?,
        chunking: Chunking? = .standard,
        _ attributes: [String: JSONValue] = [:]
    ) -> LiveMember {
        LiveMember(fileID: id, chunking: chunking, path: path, sha256: "abc", attributes: attributes)
    }

    /// Of a release with `hours.md`, and with a `returns.md` that another one took the place of.
    private static let knowledge = ReleaseKnowledge(
        key: "bot",
        vectorStoreID: "vs_old",
        files: [file("file-1", "hours.md", ["lang": "en"]), file("file-2", "returns.md")]
    )

    private static func search(
        _ members: [LiveMember]?,
        liveFileIDs: Set<String> = [],
        isFiltered: Bool = false
    ) throws(CheckRefusal) -> ReleaseSearch {
        try ReleaseSearch(
            knowledge,
            store: members.map { ("vs_1", $0) },
            liveFileIDs: liveFileIDs,
            isFiltered: isFiltered
        )
    }

    @Test("what stayed is searched where it is, what went beside it, and what came is left out")
    func beside() throws {
        let search = try Self.search([Self.member("file-1", "hours.md"), Self.member("file-3", "returns.md")])
        #expect(search.storeID == "vs_1")
        #expect(search.kept.map(\.id) == ["file-2"])
        #expect(search.excludedPaths == ["returns.md"])
    }

    @Test("a store that holds what it held is searched as it is, also where a file moved since")
    func same() throws {
        let search = try Self.search([Self.member("file-1", "opening.md"), Self.member("file-2", "returns.md")])
        #expect(search == (try Self.search([Self.member("file-1", "hours.md"), Self.member("file-2", "returns.md")])))
        #expect(search.storeID == "vs_1" && search.kept.isEmpty && search.excludedPaths.isEmpty)
    }

    @Test("nothing of a store is of use that is gone, or that has nothing of the release", arguments: [true, false])
    func nothingStayed(isGone: Bool) throws {
        let search = try Self.search(isGone ? nil : [Self.member("file-3", "returns.md")])
        #expect(search.storeID == nil && search.excludedPaths.isEmpty)
        #expect(search.kept.map(\.id) == ["file-1", "file-2"])
    }

    @Test("a live file is put into no other store: where it would have to be, nothing is asked")
    func elsewhere() {
        #expect(throws: CheckRefusal.notApart("returns.md is in another live store")) {
            try Self.search([Self.member("file-1", "hours.md")], liveFileIDs: ["file-1", "file-2"])
        }
    }

    @Test("what cannot be told apart is not asked")
    func notApart() {
        let unmarked = CheckRefusal.notApart("the store has files that no attribute tells apart")
        #expect(throws: unmarked) {
            try Self.search([Self.member("file-1", "hours.md"), Self.member("file-3", nil)])
        }
        #expect(throws: unmarked) {
            try Self.search([Self.member("file-1", "hours.md"), Self.member("file-3", "hours.md")])
        }
        let chunking = Chunking(maxChunkSizeTokens: 400, chunkOverlapTokens: 100)
        #expect(throws: CheckRefusal.notApart("hours.md is cut in another way now")) {
            try Self.search([Self.member("file-1", "hours.md", chunking: chunking)])
        }
    }

    @Test("other attributes count where an assistant filters by them")
    func attributes() throws {
        let members = [Self.member("file-1", "hours.md", ["lang": "de"])]
        #expect(try Self.search(members).storeID == "vs_1")
        #expect(throws: CheckRefusal.notApart("hours.md has other attributes now")) {
            try Self.search(members, isFiltered: true)
        }
        let unchanged = [Self.member("file-1", "hours.md", ["lang": "en"])]
        #expect(try Self.search(unchanged, isFiltered: true).storeID == "vs_1")
    }
}
