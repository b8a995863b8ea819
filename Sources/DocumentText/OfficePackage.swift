import Archives

/// An Office document as what it is: a zip of parts, and relationships that lead from one part to another. Which part is
/// the document, which slide is the third and which notes are its own is what the relationships say, not what the parts
/// are called.
struct OfficePackage {
    /// What a part refers to.
    struct Relationship {
        let id: String
        /// The last word of its type: `slide` of `http://…/officeDocument/2006/relationships/slide`.
        let type: String
        /// The name of a part, as ``OfficePackage/content(of:)`` takes it.
        let target: String
    }

    private let archive: ZipArchive
    private let entries: [String: ZipArchive.Entry]
    /// The extension, for messages.
    private let kind: String

    /// The archive itself is a file that was accepted already. Only some of its entries are read.
    private static let limits = ZipArchive.Limits(
        archiveBytes: 512 * 1024 * 1024,
        entries: 65_534,
        entryBytes: 256 * 1024 * 1024,
        unpackedBytes: 1024 * 1024 * 1024
    )

    init(_ bytes: [UInt8], kind: String) throws(ExtractionFailure) {
        do {
            archive = try ZipArchive(bytes, limits: Self.limits)
        } catch {
            throw .invalid("The file is not a readable \(kind) file: \(error.reason).")
        }
        self.kind = kind
        entries = Dictionary(
            archive.entries.map { (Self.partName($0.name, in: []), $0) },
            uniquingKeysWith: { first, _ in first }
        )
    }

    /// That the bytes are another kind of file, or damaged.
    var refusal: ExtractionFailure { .invalid("The file is not a \(kind) file.") }

    /// The names of all parts, sorted.
    var partNames: [String] { entries.keys.sorted() }

    /// The text of a part; nil for one that is not there.
    func content(of part: String) throws(ExtractionFailure) -> [UInt8]? {
        guard let entry = entries[part] else { return nil }
        do {
            return try archive.content(of: entry)
        } catch {
            throw .invalid("The file is not a readable \(kind) file: \(error.reason).")
        }
    }

    /// The part that is the document; nil in a package that says nothing of it.
    func mainPart(_ work: inout LimitedWork) async throws(ExtractionFailure) -> String? {
        try await relationships(of: "", &work).first { $0.type == "officedocument" }?.target
    }

    /// What a part refers to inside the package, in the order written. The empty name is the package itself.
    func relationships(
        of part: String,
        _ work: inout LimitedWork
    ) async throws(ExtractionFailure) -> [Relationship] {
        let segments = part.split(separator: "/")
        let folder = segments.dropLast().map(String.init)
        let name = (folder + ["_rels", (segments.last ?? "") + ".rels"]).joined(separator: "/")
        guard let xml = try content(of: name) else { return [] }
        var scanner = MarkupScanner(try PlainText.decode(xml))
        var found: [Relationship] = []
        var offset = 0
        while let token = scanner.next() {
            if case .open(let name, _) = token, OfficeMarkup.localName(name) == "Relationship" {
                let attributes = Dictionary(scanner.attributes().map { ($0.name, $0.value) }) { first, _ in first }
                if let id = attributes["Id"], let type = attributes["Type"], let target = attributes["Target"],
                    attributes["TargetMode"]?.lowercased() != "external"
                {
                    let word = type.split(separator: "/").last ?? ""
                    found.append(
                        Relationship(id: id, type: word.lowercased(), target: Self.partName(target, in: folder))
                    )
                }
            }
            try await work.read(scanner.offset - offset, textBytes: 0)
            offset = scanner.offset
        }
        return found
    }

    /// A name in the form in which names are compared: programs write either slash, and names in any case.
    ///
    /// - Parameter folder: what a name that begins with no slash is relative to.
    private static func partName(_ name: String, in folder: [String]) -> String {
        let name = String(name.map { $0 == "\\" ? "/" : $0 })
        var segments = name.hasPrefix("/") ? [] : folder
        for segment in name.split(separator: "/") where segment != "." {
            if segment == ".." { _ = segments.popLast() } else { segments.append(segment.lowercased()) }
        }
        return segments.joined(separator: "/")
    }
}
