/// The text of a presentation: its slides in the order in which they are shown, each followed by the text of its diagrams
/// and by its notes. Hidden slides are left out, and so are slides that were taken out of the list.
enum PresentationText {
    static func extract(_ bytes: [UInt8], _ work: inout LimitedWork) async throws(ExtractionFailure) -> String {
        let package = try OfficePackage(bytes, kind: ".pptx")
        var collected = CollectedParts(package)
        guard let main = try await package.mainPart(&work) else {
            try await addNumberedParts(of: package, to: &collected, &work)
            return collected.text
        }
        guard let xml = try package.content(of: main) else { throw package.refusal }
        let slides = try await slideIDs(xml, package, &work)
        let relationships = Dictionary(
            try await package.relationships(of: main, &work).map { ($0.id, $0.target) },
            uniquingKeysWith: { first, _ in first }
        )
        for slide in slides.compactMap({ relationships[$0] }) {
            guard try await collected.add(slide, unless: isHidden, &work) else { continue }
            let parts = try await package.relationships(of: slide, &work)
            for part in parts where part.type == "diagramdata" { try await collected.add(part.target, &work) }
            for part in parts where part.type == "notesslide" { try await collected.add(part.target, &work) }
        }
        return collected.text
    }

    private static func isHidden(_ slide: OfficeMarkup) -> Bool {
        slide.rootAttributes.contains { $0.name == "show" && ["0", "false", "off"].contains($0.value) }
    }

    /// The ids of the relationships to the slides, in the order of the list.
    private static func slideIDs(
        _ xml: [UInt8],
        _ package: OfficePackage,
        _ work: inout LimitedWork
    ) async throws(ExtractionFailure) -> [String] {
        var scanner = MarkupScanner(try PlainText.decode(xml))
        var ids: [String] = []
        var root: Substring?
        var offset = 0
        while let token = scanner.next() {
            if case .open(let name, _) = token {
                let name = OfficeMarkup.localName(name)
                if root == nil { root = name }
                // `id="256"` is the slide's own, `r:id="rId1"` that of the relationship.
                if name == "sldId",
                    let id = scanner.attributes().first(where: {
                        $0.name.hasSuffix(":id") && !$0.name.hasPrefix("xmlns:")
                    })
                {
                    ids.append(id.value)
                }
            }
            try await work.read(scanner.offset - offset, textBytes: 0)
            offset = scanner.offset
        }
        guard root == "presentation" else { throw package.refusal }
        return ids
    }

    /// A package without relationships has its slides by their numbers.
    private static func addNumberedParts(
        of package: OfficePackage,
        to collected: inout CollectedParts,
        _ work: inout LimitedWork
    ) async throws(ExtractionFailure) {
        var pages: [(number: Int, isNotes: Bool, part: String)] = []
        for part in package.partNames {
            if let number = number(in: part, after: "ppt/slides/slide") {
                pages.append((number, false, part))
            } else if let number = number(in: part, after: "ppt/notesslides/notesslide") {
                pages.append((number, true, part))
            }
        }
        guard pages.contains(where: { !$0.isNotes }) else { throw package.refusal }
        pages.sort { ($0.number, $0.isNotes ? 1 : 0) < ($1.number, $1.isNotes ? 1 : 0) }
        for page in pages { try await collected.add(page.part, &work) }
    }

    private static func number(in name: String, after prefix: String) -> Int? {
        guard name.hasPrefix(prefix), name.hasSuffix(".xml") else { return nil }
        return Int(name.dropFirst(prefix.count).dropLast(4))
    }
}
