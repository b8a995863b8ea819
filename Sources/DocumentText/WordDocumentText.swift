/// The text of a Word document: its headers, its body, the text of its diagrams, footnotes and endnotes, and its footers.
/// Comments are left out.
enum WordDocumentText {
    static func extract(_ bytes: [UInt8], _ work: inout LimitedWork) async throws(ExtractionFailure) -> String {
        let package = try OfficePackage(bytes, kind: ".docx")
        var collected = CollectedParts(package)
        let main = try await package.mainPart(&work) ?? "word/document.xml"
        let parts = try await package.relationships(of: main, &work)
        for part in parts where part.type == "header" {
            try await collected.add(part.target, onlyNewText: true, &work)
        }
        guard try await collected.add(main, unless: { $0.root != "document" }, &work) else { throw package.refusal }
        for type in ["diagramdata", "footnotes", "endnotes"] {
            for part in parts where part.type == type { try await collected.add(part.target, &work) }
        }
        for part in parts where part.type == "footer" {
            try await collected.add(part.target, onlyNewText: true, &work)
        }
        return collected.text
    }
}
