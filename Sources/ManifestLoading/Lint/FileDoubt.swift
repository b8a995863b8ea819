import AssistantModel
import SourceDiagnostics

/// Why a file that can be uploaded will probably not be indexed, or not as its name says. Only its first bytes are looked
/// at. Files of one glob with one doubt make one warning.
enum FileDoubt: Hashable {
    /// A name of a text, and bytes that are none; servers take UTF-8, UTF-16 and ASCII (docs/openai-api.md, 6.11).
    case binary, unknownEncoding
    /// A name of a format, and bytes that do not begin as it does.
    case anotherFormat(fileExtension: String)
    case encryptedDocument
    case tooManyTokens(limit: Int)

    /// What is read of each file.
    private static let sample = 4096
    private static let texts: Set<String> = [
        "c", "cpp", "cs", "css", "csv", "go", "html", "java", "js", "json", "md", "php", "py", "rb", "sh", "tex", "ts",
        "txt", "xml",
    ]
    private static let archives: Set<String> = ["docx", "pptx", "xlsx", "zip"]

    /// Nil for a file that looks right, and for one that cannot be read: that is said elsewhere.
    init?(path: String, status: FileStatus, use: FileUse, context: LoadContext) {
        let fileExtension = ProjectPath.lowercasedExtension(of: path)
        let isText = Self.texts.contains(fileExtension)
        guard isText || fileExtension == "pdf" || Self.archives.contains(fileExtension) else { return nil }
        let limit = LimitTable.indexedTokens(api: context.api)
        if use == .fileSearch, isText, status.bytes / LimitTable.bytesPerToken > limit {
            self = .tooManyTokens(limit: limit)
            return
        }
        guard let head = try? context.reader.head(of: path, count: Self.sample, root: context.filesRoot) else {
            return nil
        }
        if isText { self.init(text: head, isWhole: head.count == status.bytes) } else { self.init(head, fileExtension) }
    }

    private init?(text: [UInt8], isWhole: Bool) {
        if text.starts(with: [0xFF, 0xFE]) || text.starts(with: [0xFE, 0xFF]) { return nil }
        if text.contains(0) {
            self = .binary
            return
        }
        guard String(validating: isWhole ? text[...] : Self.withoutCutScalar(text), as: UTF8.self) == nil else {
            return nil
        }
        self = .unknownEncoding
    }

    private init?(_ head: [UInt8], _ fileExtension: String) {
        // Shorter than any mark: too short to tell.
        guard head.count >= 5 else { return nil }
        if fileExtension == "pdf" {
            // Readers look for the mark in the first kilobyte.
            let mark = Array("%PDF-".utf8)
            let isPDF = head.indices.prefix(1024).contains {
                head[$0] == mark[0] && head[$0...].starts(with: mark)
            }
            guard !isPDF else { return nil }
        } else if head.starts(with: [0x50, 0x4B, 0x03, 0x04]) || head.starts(with: [0x50, 0x4B, 0x05, 0x06]) {
            return nil
        } else if fileExtension != "zip", head.starts(with: [0xD0, 0xCF, 0x11, 0xE0]) {
            self = .encryptedDocument
            return
        }
        self = .anotherFormat(fileExtension: fileExtension)
    }

    /// The bytes up to the last character that the sample may have cut.
    private static func withoutCutScalar(_ bytes: [UInt8]) -> ArraySlice<UInt8> {
        guard let lead = bytes.suffix(4).lastIndex(where: { $0 & 0xC0 != 0x80 }), bytes[lead] >= 0xC0 else {
            return bytes[...]
        }
        return bytes[..<lead]
    }

    /// Warns of one or more files, at the entry that names them.
    func report(for paths: [String], use: FileUse, at location: SourceLocation, context: LoadContext) {
        let names = FileFault.list(paths.sorted().map(context.reader.shownPath(of:)))
        let verb = paths.count == 1 ? "is" : "are"
        let reader = "\(use.tool) would find nothing in \(paths.count == 1 ? "it" : "them")"
        func warn(_ code: WarningCode, _ message: String, _ hint: String) {
            context.problems.warning(code, message, at: location, hint: hint)
        }
        switch self {
        case .binary:
            warn(
                .contentMismatch,
                "\(names) \(verb) no text",
                "the name is one of a text, the content is binary: \(reader)"
            )
        case .unknownEncoding:
            warn(
                .contentMismatch,
                "\(names) \(verb) neither UTF-8 nor UTF-16",
                "save as UTF-8: the server may refuse other texts"
            )
        case .anotherFormat(let fileExtension):
            warn(
                .contentMismatch,
                "\(names) \(verb) no .\(fileExtension) by the content",
                "export again, or rename to what it is: \(reader)"
            )
        case .encryptedDocument:
            warn(
                .contentMismatch,
                "\(names) \(verb) encrypted or in an old format",
                "save without a password in the format of the name"
            )
        case .tooManyTokens(let limit):
            warn(
                .tooManyTokens,
                "\(names) probably \(paths.count == 1 ? "has" : "have") more than \(limit.grouped) tokens",
                "split the content: the server indexes at most that many of one file (the count is an estimate: "
                    + "\(LimitTable.bytesPerToken) bytes each)"
            )
        }
    }
}
