import SourceDiagnostics
import Synchronization

/// What the content of a file says of it, in whatever environment and for whatever it is uploaded.
enum FileLook: Hashable, Sendable {
    /// It cannot be uploaded, or must not be.
    case fault(FileFault)
    /// It will probably not be indexed, or not as its name says.
    case doubt(FileDoubt)
    case fine

    /// Of texts so much is read, which is the whole of nearly all; of others only the start.
    private static let textBytes = 1024 * 1024
    private static let startBytes = 4096
    private static let texts: Set<String> = [
        "c", "cpp", "cs", "css", "csv", "go", "html", "java", "js", "json", "md", "php", "py", "rb",
        "sh", "tex", "ts",
        "txt", "xml",
    ]
    private static let archives: Set<String> = ["docx", "pptx", "xlsx", "zip"]

    /// Whether files with an extension are texts.
    static func isText(_ fileExtension: String) -> Bool { texts.contains(fileExtension) }

    /// Looks at a file. One that cannot be read is fine here: that is said elsewhere.
    init(at path: String, status: FileStatus, root: String, reader: any ProjectFileReader) {
        let fileExtension = ProjectPath.lowercasedExtension(of: path)
        let isText = Self.isText(fileExtension)
        let count = isText ? Self.textBytes : Self.startBytes
        self = .fine
        guard let head = try? reader.head(of: path, count: count, root: root) else { return }
        let isWhole = head.count == status.bytes
        let standIn =
            isWhole ? StandIn(head, at: path) { (try? reader.status(of: $0, root: root)) != nil } : nil
        switch standIn {
        case .lfsPointer?: self = .fault(.lfsPointer)
        case .link(let target)?: self = .doubt(.link(target: target))
        case nil where isText:
            if isWhole, Self.isBlank(head) {
                self = .fault(.blank)
            } else if let doubt = FileDoubt(text: head, isWhole: isWhole, isHTML: fileExtension == "html") {
                self = .doubt(doubt)
            } else if let secret = SecretScan.findings(in: head[...]).first(where: \.isCertain) {
                self = .doubt(.secret(secret.name))
            }
        case nil where fileExtension == "pdf" || Self.archives.contains(fileExtension):
            if let doubt = FileDoubt(start: head, fileExtension) { self = .doubt(doubt) }
        case nil: break
        }
    }

    /// Whether there is nothing but white space, with or without a byte order mark.
    private static func isBlank(_ bytes: [UInt8]) -> Bool {
        let text = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? bytes[3...] : bytes[...]
        return text.allSatisfy { $0 == 0x20 || (0x09...0x0D).contains($0) }
    }
}

/// The looks at files of one run: a file is read once, for however many environments and assistants.
final class FileLooks: Sendable {
    private let known = Mutex<[String: FileLook]>([:])
    /// PDFs of which pages hold no text, by absolute path.
    private let scans: [String: ScannedPages]

    init(scans: [String: ScannedPages]) {
        self.scans = scans
    }

    func look(at path: String, status: FileStatus, root: String, reader: any ProjectFileReader)
        -> FileLook
    {
        if let look = known.withLock({ $0[path] }) { return look }
        var look = FileLook(at: path, status: status, root: root, reader: reader)
        if look == .fine, let scan = scans[path] { look = .doubt(.scannedPages(scan)) }
        known.withLock { $0[path] = look }
        return look
    }
}

/// How many pages of a PDF hold no text, as pages of scans do.
package struct ScannedPages: Hashable, Sendable {
    package var count: Int
    package var total: Int

    /// - Parameters:
    ///   - count: of pages without text.
    ///   - total: of all pages.
    package init(count: Int, total: Int) {
        self.count = count
        self.total = total
    }
}
