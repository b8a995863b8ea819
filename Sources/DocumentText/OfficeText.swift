import Archives

/// What Word and PowerPoint files have in common: XML documents in a zip, with text in runs inside paragraphs.
enum OfficeText {
    /// The text of one XML document.
    /// - Parameter prefix: `a` in presentations, `w` in Word documents.
    static func paragraphs(
        _ xml: [UInt8],
        prefix: String,
        _ work: inout LimitedWork
    ) async throws(ExtractionFailure) -> String {
        var scanner = MarkupScanner(try PlainText.decode(xml))
        var lines = TextLines()
        var isText = false
        var offset = 0
        while let token = scanner.next() {
            switch token {
            case .open("\(prefix):t", false): isText = true
            case .close("\(prefix):t"): isText = false
            case .close("\(prefix):p"), .open("\(prefix):br", _): lines.breakLine()
            case .open("\(prefix):tab", _), .close("\(prefix):tc"): lines.append(" ")
            case .text(let text) where isText: lines.append(text)
            default: break
            }
            try await work.read(scanner.offset - offset, textBytes: lines.byteCount)
            offset = scanner.offset
        }
        return lines.text
    }

    /// The archive itself is a file that was accepted already. Only some of its entries are read.
    private static let limits = ZipArchive.Limits(
        archiveBytes: 512 * 1024 * 1024,
        entries: 65_534,
        entryBytes: 256 * 1024 * 1024,
        unpackedBytes: 1024 * 1024 * 1024
    )

    static func archive(_ bytes: [UInt8], kind: String) throws(ExtractionFailure) -> ZipArchive {
        do {
            return try ZipArchive(bytes, limits: limits)
        } catch {
            throw .invalid("The file is not a readable \(kind) file: \(error.reason).")
        }
    }

    static func content(
        of entry: ZipArchive.Entry,
        in archive: ZipArchive,
        kind: String
    ) throws(ExtractionFailure) -> [UInt8] {
        do {
            return try archive.content(of: entry)
        } catch {
            throw .invalid("The file is not a readable \(kind) file: \(error.reason).")
        }
    }
}

/// Slides in their order, each followed by its notes.
enum PresentationText {
    static func extract(_ bytes: [UInt8], _ work: inout LimitedWork) async throws(ExtractionFailure) -> String {
        let archive = try OfficeText.archive(bytes, kind: ".pptx")
        var pages: [(number: Int, isNotes: Bool, entry: ZipArchive.Entry)] = []
        for entry in archive.entries {
            if let number = number(in: entry.name, after: "ppt/slides/slide") {
                pages.append((number, false, entry))
            } else if let number = number(in: entry.name, after: "ppt/notesSlides/notesSlide") {
                pages.append((number, true, entry))
            }
        }
        guard pages.contains(where: { !$0.isNotes }) else { throw .invalid("The file is not a .pptx file.") }
        pages.sort { ($0.number, $0.isNotes ? 1 : 0) < ($1.number, $1.isNotes ? 1 : 0) }
        var texts: [String] = []
        var textBytes = 0
        for page in pages {
            let xml = try OfficeText.content(of: page.entry, in: archive, kind: ".pptx")
            texts.append(try await OfficeText.paragraphs(xml, prefix: "a", &work))
            textBytes += texts[texts.count - 1].utf8.count
            try work.check(textBytes: textBytes)
        }
        return texts.joined(separator: "\n\n")
    }

    private static func number(in name: String, after prefix: String) -> Int? {
        guard name.hasPrefix(prefix), name.hasSuffix(".xml") else { return nil }
        return Int(name.dropFirst(prefix.count).dropLast(4))
    }
}

enum WordDocumentText {
    static func extract(_ bytes: [UInt8], _ work: inout LimitedWork) async throws(ExtractionFailure) -> String {
        let archive = try OfficeText.archive(bytes, kind: ".docx")
        guard let entry = archive.entries.first(where: { $0.name == "word/document.xml" }) else {
            throw .invalid("The file is not a .docx file.")
        }
        let xml = try OfficeText.content(of: entry, in: archive, kind: ".docx")
        return try await OfficeText.paragraphs(xml, prefix: "w", &work)
    }
}
