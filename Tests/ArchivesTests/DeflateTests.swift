import Testing

@testable import Archives

@Suite("DEFLATE")
struct DeflateTests {
    @Test("blocks with codes of their own, with the fixed codes, and stored ones")
    func blocks() throws {
        let dynamic = try Deflate.decompress(ArchiveFixtures.dynamic[...], size: ArchiveFixtures.dynamicLength)
        #expect(Checksum.crc32(dynamic) == ArchiveFixtures.dynamicChecksum)
        let text = ArchiveFixtures.linesText
        let lines = try Deflate.decompress(ArchiveFixtures.lines[...], size: text.utf8.count)
        #expect(String(decoding: lines, as: UTF8.self) == text)
        #expect(try Deflate.decompress(ArchiveFixtures.fixed[...], size: 19) == Array("abcabcabcabc-abcabc".utf8))
        #expect(try Deflate.decompress(ArchiveFixtures.stored[...], size: 11) == Array("stored text".utf8))
    }

    @Test("more or fewer bytes than the archive says are refused", arguments: [0, 18, 20, 1_000_000])
    func size(size: Int) {
        #expect(throws: Deflate.Failure.self) { try Deflate.decompress(ArchiveFixtures.fixed[...], size: size) }
    }

    @Test("data that ends early is refused at every length")
    func truncated() {
        for count in 0..<ArchiveFixtures.dynamic.count - 1 {
            #expect(throws: Deflate.Failure.self, "\(count) bytes") {
                try Deflate.decompress(
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
                let result = try? Deflate.decompress([first, second, 0xFF, 0xFF, 0x00][...], size: 10)
                #expect(result == nil || result?.count == 10)
            }
        }
    }

    @Test("codes that overlap are refused")
    func overfull() {
        // A block with codes of its own whose nineteen code lengths are all 1.
        let bytes: [UInt8] = [0x05, 0xE0, 0x93, 0x24, 0x49, 0x92, 0x24, 0x49, 0x92, 0x00, 0x00, 0x00, 0x00]
        #expect(throws: Deflate.Failure.self) { try Deflate.decompress(bytes[...], size: 10) }
    }

    @Test("data behind the size are not unpacked: a bomb costs what was announced")
    func bomb() {
        // A megabyte of one letter.
        let error = #expect(throws: Deflate.Failure.self) {
            try Deflate.decompress(ArchiveFixtures.megabyte[...], size: 1000)
        }
        #expect(error?.reason == "it unpacks to more than 1000 bytes")
    }

    @Test("the checksum of zip archives")
    func checksum() {
        #expect(Checksum.crc32(Array("123456789".utf8)) == 0xCBF4_3926)
        #expect(Checksum.crc32([]) == 0)
    }
}
