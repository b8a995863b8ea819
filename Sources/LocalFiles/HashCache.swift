import AssistantModel
import Foundation

/// Remembers the SHA-256 of files between runs, so that a second plan over 100 GB does not read them again.
///
/// An entry holds for one path, device, inode, size, mtime and ctime. A cache that is missing, damaged or not writable only
/// costs time.
package struct HashCache: Sendable {
    /// The folder that holds the caches of all projects.
    private let folder: String

    private static let header = "assistantctl hash cache 2"

    /// - Parameter folder: `assistantctl` below `$XDG_CACHE_HOME` or `~/.cache`; made when it is first written.
    package init(folder: String) {
        self.folder = folder
    }

    /// Makes the folder of the caches, which tell what a project holds: for its owner only.
    package static func makeFolder(_ path: String) throws {
        let permissions: [FileAttributeKey: Any] = [.posixPermissions: 0o700]
        try FileManager.default.createDirectory(
            atPath: path,
            withIntermediateDirectories: true,
            attributes: permissions
        )
        // It may have been there before; one of somebody else's is theirs to open or close.
        try? FileManager.default.setAttributes(permissions, ofItemAtPath: path)
    }

    /// What must not have changed since a file was hashed.
    struct Stamp: Hashable {
        var device: UInt64
        var inode: UInt64
        var bytes: Int
        var modified: Int64
        var changed: Int64

        init(_ attributes: SystemCalls.Attributes) {
            device = attributes.device
            inode = attributes.inode
            bytes = attributes.bytes
            modified = attributes.modified
            changed = attributes.changed
        }

        fileprivate init?(_ fields: ArraySlice<Substring.UTF8View>) {
            let fields = fields.map { Substring($0) }
            guard fields.count == 5, let device = UInt64(fields[0]), let inode = UInt64(fields[1]),
                let bytes = Int(fields[2]), let modified = Int64(fields[3]), let changed = Int64(fields[4])
            else { return nil }
            self.device = device
            self.inode = inode
            self.bytes = bytes
            self.modified = modified
            self.changed = changed
        }

        fileprivate var text: String { "\(device) \(inode) \(bytes) \(modified) \(changed)" }
    }

    struct Entry: Hashable {
        var stamp: Stamp
        var sha256: String
    }

    /// The entries for the files below a root, by their absolute paths; empty when there is no intact cache.
    func entries(forRoot root: String) -> [String: Entry] {
        guard let data = FileManager.default.contents(atPath: file(forRoot: root)),
            let text = String(validating: data, as: UTF8.self),
            let lineEnd = text.utf8.firstIndex(of: UInt8(ascii: "\n"))
        else { return [:] }
        let body = text[text.index(after: lineEnd)...]
        guard text[..<lineEnd] == Self.headerLine(forBody: body) else { return [:] }
        var entries: [String: Entry] = [:]
        for line in body.utf8.split(separator: UInt8(ascii: "\n")) {
            // device, inode, size, mtime, ctime, digest, and a path that may hold spaces.
            let fields = line.split(separator: UInt8(ascii: " "), maxSplits: 6)
            guard fields.count == 7, let stamp = Stamp(fields[..<5]),
                let path = Self.unescaped(Substring(fields[6]))
            else { return [:] }
            entries[path] = Entry(stamp: stamp, sha256: String(Substring(fields[5])))
        }
        return entries
    }

    /// Replaces the entries of a root in one step: a reader sees the old cache or the new one.
    ///
    /// - Returns: why it could not be written, as a sentence; nil when it was.
    func write(_ entries: [String: Entry], forRoot root: String) -> String? {
        var body = ""
        for (path, entry) in entries.sorted(by: { $0.key < $1.key }) {
            body += "\(entry.stamp.text) \(entry.sha256) \(Self.escaped(path))\n"
        }
        do {
            try Self.makeFolder(folder)
            let text = Self.headerLine(forBody: body[...]) + "\n" + body
            try Data(text.utf8).write(to: URL(fileURLWithPath: file(forRoot: root)), options: .atomic)
            return nil
        } catch {
            return "hashes of files are not kept between runs: cannot write \(folder); "
                + "set XDG_CACHE_HOME to another folder"
        }
    }

    /// A path may hold a line break.
    private static func escaped(_ path: String) -> String {
        guard path.utf8.contains(where: { $0 == UInt8(ascii: "%") || $0 == UInt8(ascii: "\n") }) else { return path }
        return path.replacingOccurrences(of: "%", with: "%25").replacingOccurrences(of: "\n", with: "%0A")
    }

    private static func unescaped(_ text: Substring) -> String? {
        text.utf8.contains(UInt8(ascii: "%")) ? String(text).removingPercentEncoding : String(text)
    }

    private func file(forRoot root: String) -> String {
        "\(folder)/hashes-\(ContentDigest.sha256(root.utf8).prefix(16))"
    }

    private static func headerLine(forBody body: Substring) -> String {
        "\(header) \(ContentDigest.sha256(body.utf8))"
    }
}
