import Foundation
import LocalFiles
import Testing

@Suite("Texts of documents that are kept")
struct TextCacheTests {
    private let digest = String(repeating: "ab", count: 32)

    @Test("a text is found by what the document holds and how it was read")
    func found() async throws {
        try await TemporaryFolder.with { folder in
            let cache = TextCache(folder: "\(folder.path)/cache")
            #expect(cache.text(of: digest, format: "pdf") == nil)
            cache.keep("Refunds\ntake five days.\n", of: digest, format: "pdf")
            #expect(cache.text(of: digest, format: "pdf") == "Refunds\ntake five days.\n")
            #expect(cache.text(of: digest, format: "docx") == nil)
        }
    }

    @Test("it is for its owner only")
    func permissions() async throws {
        try await TemporaryFolder.with { folder in
            TextCache(folder: folder.path).keep("text", of: digest, format: "pdf")
            let texts = "\(folder.path)/texts"
            let names = try FileManager.default.contentsOfDirectory(atPath: texts)
            #expect(names.count == 1)
            for (path, permissions) in [(texts, 0o700), ("\(texts)/\(names[0])", 0o600)] {
                let found = try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int
                #expect(found == permissions)
            }
        }
    }

    @Test("a damaged text is not used")
    func damaged() async throws {
        try await TemporaryFolder.with { folder in
            let cache = TextCache(folder: folder.path)
            cache.keep("five days", of: digest, format: "pdf")
            let name = try FileManager.default.contentsOfDirectory(atPath: "\(folder.path)/texts")[0]
            let file = "texts/\(name)"
            let kept = try String(contentsOfFile: "\(folder.path)/\(file)", encoding: .utf8)
            try folder.write(kept.replacing("five", with: "nine"), to: file)
            #expect(cache.text(of: digest, format: "pdf") == nil)
            try folder.write(kept, to: file)
            #expect(cache.text(of: digest, format: "pdf") == "five days")
        }
    }

    @Test("what was written longest ago goes first")
    func limits() async throws {
        try await TemporaryFolder.with { folder in
            var limits = TextCache.Limits()
            limits.texts = 2
            let cache = TextCache(folder: folder.path, limits: limits)
            var known: Set<String> = []
            for (index, digest) in ["aa", "bb", "cc"].enumerated() {
                cache.keep("text of \(digest)", of: digest, format: "pdf")
                let names = Set(try FileManager.default.contentsOfDirectory(atPath: "\(folder.path)/texts"))
                for name in names.subtracting(known) {
                    try folder.setModified(Double(1_000 + index), of: "texts/\(name)")
                }
                known.formUnion(names)
            }
            #expect(cache.text(of: "aa", format: "pdf") == nil)
            #expect(cache.text(of: "bb", format: "pdf") == "text of bb")
            #expect(cache.text(of: "cc", format: "pdf") == "text of cc")
        }
    }

    @Test("a folder that cannot be written keeps nothing, and nobody is kept from anything")
    func unwritable() async throws {
        try await TemporaryFolder.with { folder in
            let file = try folder.write("a file", to: "cache")
            let cache = TextCache(folder: file)
            cache.keep("text", of: digest, format: "pdf")
            #expect(cache.text(of: digest, format: "pdf") == nil)
        }
    }
}
