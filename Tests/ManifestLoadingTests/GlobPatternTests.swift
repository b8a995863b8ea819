import ManifestLoading
import TestSupport
import Testing

@Suite("Globs")
struct GlobPatternTests {
    @Test(
        "what matches",
        arguments: [
            ("*.md", "a.md"), ("**/*.md", "a.md"),
            ("**/*.md", "x/y/a.md"), ("docs/**", "docs/a"), ("docs/**", "docs/x/y"), ("a/**/b", "a/b"),
            ("a/**/b", "a/x/y/b"), ("**", "x/y"), ("?.md", "ö.md"), ("[a-c].md", "b.md"), ("[!a-c].md", "d.md"),
            ("[]x].md", "].md"), ("{a,b{1,2}}.md", "b2.md"), ("{x/**,y}/*.md", "x/z/a.md"), ("{x/**,y}/*.md", "y/a.md"),
            ("*a*b*c", "xaxbxc"), (".hidden/*", ".hidden/a"), ("./a", "a"), ("a\\*b", "a*b"), ("**/**/a", "a"),
            ("*.{md,html}", "a.html"), ("a,b", "a,b"), ("[{]", "{"), ("**/a/**/b", "x/a/y/a/z/b"),
        ]
    )
    func matching(pattern: String, path: String) throws {
        #expect(try GlobPattern(pattern).matches(path))
    }

    @Test(
        "what does not match",
        arguments: [
            ("*.md", "a.txt"), ("*.md", "x/a.md"), ("*", ".hidden"), ("**/*.md", ".git/a.md"), ("**", ".hidden"),
            ("docs/**", "docs"), ("?", "ab"), ("?", "/"), ("[a-c]", "d"), ("[!a]", "a"), ("a/**/b", "a/bb"),
            ("*.md", "a.MD"),
            ("[!a]hidden", ".hidden"), ("{a,b}", "c"), ("a/*", "a"), ("", "a"),
        ]
    )
    func notMatching(pattern: String, path: String) throws {
        #expect(try !GlobPattern(pattern).matches(path))
    }

    @Test(
        "texts that are no pattern",
        arguments: [
            ("[a", "has `[` without `]`"), ("{a,b", "has `{` without `}`"), ("*/../a", "has `..` behind a wildcard"),
            (String(repeating: "{a,b}", count: 20), "stands for more than 256 patterns"),
        ]
    )
    func problems(pattern: String, reason: String) {
        do throws(GlobPattern.Problem) {
            _ = try GlobPattern(pattern)
            Issue.record("\(pattern) is a pattern")
        } catch {
            #expect(error.reason == reason)
        }
    }

    @Test("many stars do not take exponential time")
    func manyStars() throws {
        let name = String(repeating: "a", count: 200)
        #expect(try !GlobPattern(String(repeating: "*a", count: 40) + "b").matches(name))
        let path = Array(repeating: "a", count: 200).joined(separator: "/")
        #expect(try !GlobPattern(String(repeating: "**/a/", count: 30) + "b").matches(path))
    }
}

@Suite("Paths")
struct ProjectPathTests {
    @Test(
        "relative paths are resolved lexically",
        arguments: [
            ("a/b", "/r", "/r/a/b"), ("../a", "/r/s", "/r/a"), ("./a/../b", "/r", "/r/b"), ("/x/y", "/r", "/x/y"),
            ("../../../a", "/r", "/a"), (".", "/r", "/r"), ("a//b/", "/r", "/r/a/b"), ("a", "/", "/a"),
        ]
    )
    func resolve(path: String, folder: String, expected: String) {
        #expect(ProjectPath.resolve(path, in: folder) == expected)
    }

    @Test("inside means below, part by part")
    func inside() {
        #expect(ProjectPath.isInside("/r/a", "/r"))
        #expect(ProjectPath.isInside("/r", "/r"))
        #expect(!ProjectPath.isInside("/root", "/r"))
        #expect(ProjectPath.isInside("/r", "/"))
        #expect(ProjectPath.relative("/r/a/b", to: "/r") == "a/b")
        #expect(ProjectPath.relative("/a", to: "/") == "a")
        #expect(ProjectPath.relative("/x", to: "/r") == nil)
        #expect(ProjectPath.parent(of: "/a") == "/")
        #expect(ProjectPath.parent(of: "/a/b") == "/a")
        #expect(ProjectPath.lowercasedExtension(of: "/a.b/C.PDF") == "pdf")
        #expect(ProjectPath.lowercasedExtension(of: "/a.b/.env") == "")
    }
}
