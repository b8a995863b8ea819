import Testing

@testable import Commands

@Suite("Where hashes are cached")
struct CacheFolderTests {
    @Test(
        "below XDG_CACHE_HOME, else below HOME, and nowhere without an absolute path",
        arguments: [
            (["XDG_CACHE_HOME": "/c", "HOME": "/h"], "/c/assistantctl"),
            (["XDG_CACHE_HOME": "c", "HOME": "/h"], "/h/.cache/assistantctl"),
            (["HOME": "/"], "/.cache/assistantctl"),
            (["HOME": "h"], nil),
            (["HOME": ""], nil),
            ([:], nil),
        ] as [([String: String], String?)]
    )
    func path(variables: [String: String], expected: String?) {
        #expect(CacheFolder.path(variables: variables) == expected)
    }
}
