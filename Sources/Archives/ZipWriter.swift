/// Writes zip archives of stored entries. The same files give the same bytes: entries carry no time.
package enum ZipWriter {
    /// 1980-01-01, the earliest day that a zip can say.
    private static let day: UInt16 = 0x0021
    /// Names are UTF-8.
    private static let flags: UInt16 = 0x0800
    private static let version: UInt16 = 20

    /// - Parameter files: each below 4 GB, as is the archive; at most 65,534 of them.
    package static func archive(_ files: [(path: String, content: [UInt8])]) -> [UInt8] {
        var archive: [UInt8] = []
        var directory: [UInt8] = []
        for file in files {
            let offset = archive.count
            let entry = entry(file.path, file.content)
            archive += number(UInt32(0x0403_4B50)) + entry + Array(file.path.utf8) + file.content
            directory += number(UInt32(0x0201_4B50)) + number(version) + entry
            // No comment, the first disk, no attributes.
            directory += number(UInt16(0)) + number(UInt16(0)) + number(UInt16(0)) + number(UInt32(0))
            directory += number(UInt32(offset)) + Array(file.path.utf8)
        }
        let start = archive.count
        archive += directory
        archive += number(UInt32(0x0605_4B50)) + number(UInt16(0)) + number(UInt16(0))
        archive += number(UInt16(files.count)) + number(UInt16(files.count))
        archive += number(UInt32(directory.count)) + number(UInt32(start)) + number(UInt16(0))
        return archive
    }

    /// What the local header and the directory say alike: from the version needed to the length of the extra field.
    private static func entry(_ path: String, _ content: [UInt8]) -> [UInt8] {
        let size = number(UInt32(content.count))
        return number(version) + number(flags) + number(UInt16(0)) + number(UInt16(0)) + number(day)
            + number(Checksum.crc32(content)) + size + size
            + number(UInt16(path.utf8.count)) + number(UInt16(0))
    }

    private static func number(_ value: some FixedWidthInteger) -> [UInt8] {
        withUnsafeBytes(of: value.littleEndian, Array.init)
    }
}
