import Testing

@testable import Archives

@Suite("reading zip archives")
struct ZipArchiveTests {
    private static let limits = ZipArchive.Limits(
        archiveBytes: 50_000_000,
        entries: 500,
        entryBytes: 25_000_000,
        unpackedBytes: 3_000_000_000
    )

    @Test("stored and deflated entries unpack")
    func entries() throws {
        let archive = try ZipArchive(ArchiveFixtures.archive, limits: Self.limits)
        #expect(
            archive.entries.map(\.name)
                == ["assistants-acme-production/SKILL.md", "assistants-acme-production/notes.txt"]
        )
        let texts = try archive.entries.map { String(decoding: try archive.content(of: $0), as: UTF8.self) }
        #expect(texts == ["---\nname: x\n---\n", String(repeating: "gears ", count: 40)])
    }

    @Test("an entry that was written as a stream unpacks")
    func streamed() throws {
        let archive = try ZipArchive(ArchiveFixtures.streamed, limits: Self.limits)
        let entry = try #require(archive.entries.first)
        #expect(try archive.content(of: entry) == Array(String(repeating: "{}", count: 30).utf8))
    }

    @Test("what is no archive, or only the beginning of one, is refused", arguments: [0, 1, 21, 22, 100, 200])
    func truncated(count: Int) {
        #expect(throws: ZipError.self) {
            try ZipArchive(Array(ArchiveFixtures.archive.prefix(count)), limits: Self.limits)
        }
    }

    @Test("an archive with any one byte changed is refused, or unpacks to the same, or shows other names")
    func damaged() {
        let original = ArchiveFixtures.archive
        var accepted = 0
        for index in original.indices {
            for change: UInt8 in [0x01, 0x80, 0xFF] {
                var bytes = original
                bytes[index] ^= change
                guard let archive = try? ZipArchive(bytes, limits: Self.limits) else { continue }
                for entry in archive.entries {
                    guard let content = try? archive.content(of: entry) else { continue }
                    accepted += 1
                    #expect([16, 240, 0].contains(content.count), "byte \(index)")
                }
            }
        }
        #expect(accepted > 0)
    }

    @Test("encrypted and 64-bit archives are refused by name")
    func unsupported() {
        let directory = directoryOffset(ArchiveFixtures.archive)
        var encrypted = ArchiveFixtures.archive
        encrypted[directory + 8] |= 1
        #expect { try ZipArchive(encrypted, limits: Self.limits) } throws: { "\($0)".contains("encrypted") }
        var large = ArchiveFixtures.archive
        for offset in 20..<24 { large[directory + offset] = 0xFF }
        #expect { try ZipArchive(large, limits: Self.limits) } throws: { "\($0)".contains("zip64") }
    }

    @Test("an entry that says it is larger than a file may be is refused before it is unpacked")
    func oversized() throws {
        var bytes = ArchiveFixtures.archive
        let directory = directoryOffset(bytes)
        bytes[directory + 27] = 0x7F
        let archive = try ZipArchive(bytes, limits: Self.limits)
        #expect { try archive.content(of: archive.entries[0]) } throws: { "\($0)".contains("more than the 25000000") }
    }

    @Test("an archive over any limit is refused before anything is unpacked")
    func limits() throws {
        let bytes = ArchiveFixtures.archive
        func reason(_ change: (inout ZipArchive.Limits) -> Void) -> String? {
            var limits = Self.limits
            change(&limits)
            do throws(ZipError) {
                _ = try ZipArchive(bytes, limits: limits)
                return nil
            } catch {
                return error.reason
            }
        }
        #expect(reason { $0.archiveBytes = bytes.count } == nil)
        #expect(
            reason { $0.archiveBytes = bytes.count - 1 }
                == "it has \(bytes.count) bytes, more than the \(bytes.count - 1) of the largest archive"
        )
        #expect(reason { $0.entries = 2 } == nil)
        #expect(reason { $0.entries = 1 } == "it has 2 entries, more than 1")
        #expect(reason { $0.unpackedBytes = 256 } == nil)
        #expect(reason { $0.unpackedBytes = 255 } == "it unpacks to 256 bytes, more than 255")
    }

    @Test("what the writer wrote, the reader reads, and the same files give the same bytes")
    func writer() throws {
        let files = [(path: "notes/å.md", content: Array("gears".utf8)), (path: "empty", content: [UInt8]())]
        let bytes = ZipWriter.archive(files)
        let archive = try ZipArchive(bytes, limits: Self.limits)
        #expect(archive.entries.map(\.name) == files.map(\.path))
        #expect(try archive.entries.map { try archive.content(of: $0) } == files.map(\.content))
        #expect(ZipWriter.archive(files) == bytes)
    }

    private func directoryOffset(_ bytes: [UInt8]) -> Int {
        bytes.indices.first { bytes[$0...].starts(with: [0x50, 0x4B, 0x01, 0x02]) } ?? 0
    }
}
