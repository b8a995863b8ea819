import AssistantModel
import SourceDiagnostics

/// Why a file that can be uploaded will probably not be indexed, or not as its name says. Files of one glob with one
/// doubt make one warning.
enum FileDoubt: Hashable, Sendable {
    /// A name of a text, and bytes that are none; servers take UTF-8, UTF-16 and ASCII (docs/openai-api.md, 6.11).
    case binary
    /// With the encoding that an HTML file declares.
    case unknownEncoding(declared: String?)
    /// An HTML file in UTF-8 that declares another encoding: readers show other characters.
    case wrongDeclaration(String)
    /// A name of a format, and bytes that do not begin as it does.
    case anotherFormat(fileExtension: String)
    case encryptedDocument
    /// A link that git wrote as a text.
    case link(target: String)
    case scannedPages(ScannedPages)
    /// It holds what certainly looks like this, which may be an example of a documentation.
    case secret(String)
    case tooManyTokens(limit: Int)

    /// - Parameter isWhole: whether that is the whole file, or its start.
    init?(text: [UInt8], isWhole: Bool, isHTML: Bool) {
        if text.starts(with: [0xFF, 0xFE]) || text.starts(with: [0xFE, 0xFF]) { return nil }
        if text.contains(0) {
            self = .binary
            return
        }
        let declared = isHTML ? Self.declaredEncoding(text) : nil
        if String(validating: isWhole ? text[...] : Self.withoutCutScalar(text), as: UTF8.self) == nil {
            self = .unknownEncoding(declared: declared)
        } else if let declared, text.contains(where: { $0 >= 0x80 }) {
            self = .wrongDeclaration(declared)
        } else {
            return nil
        }
    }

    /// - Parameter head: the first bytes of a file of some format.
    init?(start head: [UInt8], _ fileExtension: String) {
        // Shorter than any mark: too short to tell.
        guard head.count >= 5 else { return nil }
        if fileExtension == "pdf" {
            // Readers look for the mark in the first kilobyte.
            let mark = Array("%PDF-".utf8)
            let isPDF = head.indices.prefix(1024).contains {
                head[$0] == mark[0] && head[$0...].starts(with: mark)
            }
            guard !isPDF else { return nil }
        } else if head.starts(with: [0x50, 0x4B, 0x03, 0x04])
            || head.starts(with: [0x50, 0x4B, 0x05, 0x06])
        {
            return nil
        } else if fileExtension != "zip", head.starts(with: [0xD0, 0xCF, 0x11, 0xE0]) {
            self = .encryptedDocument
            return
        }
        self = .anotherFormat(fileExtension: fileExtension)
    }

    /// The bytes up to the last character that the sample may have cut.
    private static func withoutCutScalar(_ bytes: [UInt8]) -> ArraySlice<UInt8> {
        guard let lead = bytes.suffix(4).lastIndex(where: { $0 & 0xC0 != 0x80 }), bytes[lead] >= 0xC0
        else {
            return bytes[...]
        }
        return bytes[..<lead]
    }

    /// What `charset=` in the first kilobyte says, where it is neither UTF-8 nor a part of it.
    private static func declaredEncoding(_ bytes: [UInt8]) -> String? {
        let start = String(
            decoding: bytes.prefix(1024).map { $0 < 0x80 ? $0 : UInt8(ascii: "?") },
            as: UTF8.self
        )
        .lowercased()
        guard let key = start.firstRange(of: "charset=") else { return nil }
        let name = start[key.upperBound...].drop { "\"' ".contains($0) }
            .prefix { $0.isLetter || $0.isNumber || "-_:.".contains($0) }
        return ["", "utf-8", "utf8", "us-ascii", "ascii", "utf-16"].contains(name) ? nil : String(name)
    }

    /// Warns of one or more files, at the entry that names them.
    func report(for paths: [String], use: FileUse, at location: SourceLocation, context: LoadContext) {
        let isOne = paths.count == 1
        let names = FileFault.list(paths.sorted().map(context.reader.shownPath(of:)))
        let verb = isOne ? "is" : "are"
        let reader = "\(use.tool) would find nothing in \(isOne ? "it" : "them")"
        let (code, predicate, hint): (WarningCode, String, String) =
            switch self {
            case .binary:
                (
                    .contentMismatch, "\(verb) no text",
                    "the name is one of a text, the content is binary: \(reader)"
                )
            case .unknownEncoding(nil):
                (
                    .contentMismatch, "\(verb) neither UTF-8 nor UTF-16",
                    "save as UTF-8: the server may refuse other texts"
                )
            case .unknownEncoding(let declared?):
                (
                    .contentMismatch, "\(verb) neither UTF-8 nor UTF-16",
                    "save as UTF-8 and declare that instead of \(declared): the server may refuse other texts"
                )
            case .wrongDeclaration(let declared):
                (
                    .contentMismatch, "\(verb) UTF-8 and \(isOne ? "declares" : "declare") \(declared)",
                    "write `<meta charset=\"utf-8\">`: whoever believes the declaration reads other characters"
                )
            case .anotherFormat(let fileExtension):
                (
                    .contentMismatch, "\(verb) no .\(fileExtension) by the content",
                    "export again, or rename to what it is: \(reader)"
                )
            case .encryptedDocument:
                (
                    .contentMismatch, "\(verb) encrypted or in an old format",
                    "save without a password in the format of the name"
                )
            case .link(let target):
                (
                    .contentMismatch, StandIn.link(target: target).predicate(ofSeveral: !isOne),
                    StandIn.link(target: target).advice
                )
            case .scannedPages(let pages):
                (
                    .scannedPages,
                    pages.count == pages.total
                        ? "\(isOne ? "holds" : "hold") no text on any page"
                        : "\(isOne ? "holds" : "hold") no text on \(pages.count) of \(pages.total) pages",
                    "images are not read: recognise the text first, such as with `ocrmypdf`"
                )
            case .secret(let name):
                (
                    .likelySecret, "\(isOne ? "holds" : "hold") what looks like \(name)",
                    "whoever talks to the assistant can be told: if it is one, take it out and revoke it, for git keeps "
                        + "what was committed"
                )
            case .tooManyTokens(let limit):
                (
                    .tooManyTokens, "probably \(isOne ? "has" : "have") more than \(limit.grouped) tokens",
                    "split the content: the server indexes at most that many of one file (the count is an estimate: "
                        + "\(LimitTable.bytesPerToken) bytes each)"
                )
            }
        context.problems.warning(code, "\(names) \(predicate)", at: location, hint: hint)
    }
}

extension LoadContext {
    /// What is to be said of a file that could be uploaded; how many tokens a text has depends on the api.
    func look(at path: String, _ status: FileStatus, for use: FileUse) -> FileLook {
        let limit = LimitTable.indexedTokens(api: api)
        if use == .fileSearch, FileLook.isText(ProjectPath.lowercasedExtension(of: path)),
            status.bytes / LimitTable.bytesPerToken > limit
        {
            return .doubt(.tooManyTokens(limit: limit))
        }
        return looks.look(at: path, status: status, root: filesRoot, reader: reader)
    }
}
