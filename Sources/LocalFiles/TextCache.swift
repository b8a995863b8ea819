import AssistantModel
import Foundation

/// Keeps the texts of documents that are expensive to read, such as PDFs, between runs: by the SHA-256 of the document, so
/// that none is ever out of date.
///
/// A cache that is missing, damaged or not writable only costs time. It is for its owner only.
package struct TextCache: Sendable {
    private let folder: String
    private let limits: Limits

    /// How much is kept; what was written longest ago goes first.
    package struct Limits: Hashable, Sendable {
        package var texts = 200
        package var bytes = 64 * 1024 * 1024

        package init() {}
    }

    /// Counts how texts are read: those that were read otherwise are not used.
    private static let header = "assistantctl text 1"

    /// - Parameter folder: `assistantctl` below `$XDG_CACHE_HOME` or `~/.cache`; made when it is first written.
    package init(folder: String, limits: Limits = Limits()) {
        self.folder = folder + "/texts"
        self.limits = limits
    }

    /// The text of a document; nil where it is not kept.
    ///
    /// - Parameters:
    ///   - sha256: of the document.
    ///   - format: how it was read, such as `pdf`: the same bytes under another name may be read otherwise.
    package func text(of sha256: String, format: String) -> String? {
        guard let data = FileManager.default.contents(atPath: path(sha256, format)),
            let lineEnd = data.firstIndex(of: UInt8(ascii: "\n"))
        else { return nil }
        let body = data[data.index(after: lineEnd)...]
        guard data[..<lineEnd].elementsEqual(Self.headerLine(of: body).utf8) else { return nil }
        return String(validating: body, as: UTF8.self)
    }

    /// Keeps a text. Where that does not work, nobody is told: the next run reads the document again.
    package func keep(_ text: String, of sha256: String, format: String) {
        guard text.utf8.count <= limits.bytes else { return }
        do {
            try HashCache.makeFolder(folder)
            let target = path(sha256, format)
            let draft = "\(target).\(ProcessInfo.processInfo.processIdentifier)"
            let data = Data("\(Self.headerLine(of: Data(text.utf8)))\n\(text)".utf8)
            guard
                FileManager.default.createFile(
                    atPath: draft,
                    contents: data,
                    attributes: [.posixPermissions: 0o600]
                )
            else { return }
            // In one step: a reader sees the whole text or none.
            if rename(draft, target) != 0 { unlink(draft) }
            try removeOldest()
        } catch {
            return
        }
    }

    private func removeOldest() throws {
        let folder = URL(fileURLWithPath: folder)
        let keys: Set<URLResourceKey> = [.contentModificationDateKey, .fileSizeKey]
        let files = try FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: Array(keys))
            .map { file in (file, try file.resourceValues(forKeys: keys)) }
            .sorted { ($0.1.contentModificationDate ?? .distantPast) > ($1.1.contentModificationDate ?? .distantPast) }
        var (count, bytes) = (0, 0)
        for (file, values) in files {
            count += 1
            bytes += values.fileSize ?? 0
            if count > limits.texts || bytes > limits.bytes { try FileManager.default.removeItem(at: file) }
        }
    }

    private func path(_ sha256: String, _ format: String) -> String {
        "\(folder)/\(ContentDigest.sha256("\(format) \(sha256)".utf8).prefix(32))"
    }

    private static func headerLine(of body: Data) -> String { "\(header) \(ContentDigest.sha256(body))" }
}
