import AssistantModel
import Testing

@testable import Deployment

@Suite("reading zip archives")
struct ZipReaderTests {
    @Test("stored and deflated entries unpack")
    func entries() throws {
        let archive = try ZipReader(ArchiveFixtures.archive)
        #expect(
            archive.entries.map(\.name)
                == ["assistants-acme-production/SKILL.md", "assistants-acme-production/notes.txt"]
        )
        let texts = try archive.entries.map { String(decoding: try archive.content(of: $0), as: UTF8.self) }
        #expect(texts == ["---\nname: x\n---\n", String(repeating: "gears ", count: 40)])
    }

    @Test("an entry that was written as a stream unpacks")
    func streamed() throws {
        let archive = try ZipReader(ArchiveFixtures.streamed)
        let entry = try #require(archive.entries.first)
        #expect(try archive.content(of: entry) == Array(String(repeating: "{}", count: 30).utf8))
    }

    @Test("what is no archive, or only the beginning of one, is refused", arguments: [0, 1, 21, 22, 100, 200])
    func truncated(count: Int) {
        #expect(throws: ZipError.self) { try ZipReader(Array(ArchiveFixtures.archive.prefix(count))) }
    }

    @Test("an archive with any one byte changed is refused, or unpacks to the same, or shows other names")
    func damaged() {
        let original = ArchiveFixtures.archive
        var accepted = 0
        for index in original.indices {
            for change: UInt8 in [0x01, 0x80, 0xFF] {
                var bytes = original
                bytes[index] ^= change
                guard let archive = try? ZipReader(bytes) else { continue }
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
        #expect { try ZipReader(encrypted) } throws: { "\($0)".contains("encrypted") }
        var large = ArchiveFixtures.archive
        for offset in 20..<24 { large[directory + offset] = 0xFF }
        #expect { try ZipReader(large) } throws: { "\($0)".contains("zip64") }
    }

    @Test("an entry that says it is larger than a skill's file may be is refused before it is unpacked")
    func oversized() throws {
        var bytes = ArchiveFixtures.archive
        let directory = directoryOffset(bytes)
        bytes[directory + 27] = 0x7F
        let archive = try ZipReader(bytes)
        #expect { try archive.content(of: archive.entries[0]) } throws: { "\($0)".contains("more than the 25000000") }
    }

    private func directoryOffset(_ bytes: [UInt8]) -> Int {
        bytes.indices.first { bytes[$0...].starts(with: [0x50, 0x4B, 0x01, 0x02]) } ?? 0
    }
}

@Suite("DEFLATE")
struct InflateTests {
    @Test("blocks with codes of their own, with the fixed codes, and stored ones")
    func blocks() throws {
        let dynamic = try Inflate.decompress(ArchiveFixtures.dynamic[...], size: ArchiveFixtures.dynamicLength)
        #expect(ContentDigest.sha256(dynamic) == ArchiveFixtures.dynamicSHA256)
        #expect(try Inflate.decompress(ArchiveFixtures.fixed[...], size: 19) == Array("abcabcabcabc-abcabc".utf8))
        #expect(try Inflate.decompress(ArchiveFixtures.stored[...], size: 11) == Array("stored text".utf8))
    }

    @Test("more or fewer bytes than the archive says are refused", arguments: [0, 18, 20, 1_000_000])
    func size(size: Int) {
        #expect(throws: Inflate.Failure.self) { try Inflate.decompress(ArchiveFixtures.fixed[...], size: size) }
    }

    @Test("data that ends early is refused at every length")
    func truncated() {
        for count in 0..<ArchiveFixtures.dynamic.count - 1 {
            #expect(throws: Inflate.Failure.self, "\(count) bytes") {
                try Inflate.decompress(
                    ArchiveFixtures.dynamic.prefix(count),
                    size: ArchiveFixtures.dynamicLength
                )
            }
        }
    }

    @Test("every one and two byte input ends without a crash")
    func nonsense() {
        for first in UInt8.min...UInt8.max {
            for second: UInt8 in [0x00, 0x55, 0xAA, 0xFF] {
                let result = try? Inflate.decompress([first, second, 0xFF, 0xFF, 0x00][...], size: 10)
                #expect(result == nil || result?.count == 10)
            }
        }
    }

    @Test("codes that overlap are refused")
    func overfull() {
        #expect(throws: Inflate.Failure.self) { try HuffmanCode(lengths: [1, 1, 1]) }
    }

    @Test("the checksum of zip archives")
    func checksum() {
        #expect(CRC32.checksum(Array("123456789".utf8)) == 0xCBF4_3926)
        #expect(CRC32.checksum([]) == 0)
    }
}
