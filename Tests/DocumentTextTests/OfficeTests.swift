import Archives
import TestSupport
import Testing

@testable import DocumentText

@Suite("Office documents through their relationships")
struct OfficeTests {
    private func text(_ content: [UInt8], named filename: String) async throws(ExtractionFailure) -> String {
        try await TextExtractor(variables: [:]).text(of: content, named: filename)
    }

    /// A package of these parts.
    private func package(_ parts: [(String, String)]) -> [UInt8] {
        ZipWriter.archive(parts.map { ($0.0, Array($0.1.utf8)) })
    }

    private func relationships(_ list: [(type: String, target: String)]) -> String {
        let elements = list.enumerated().map { index, item in
            "<Relationship Id=\"rId\(index + 1)\" Type=\"http://x/relationships/\(item.type)\" Target=\"\(item.target)\"/>"
        }
        return "<Relationships>\(elements.joined())</Relationships>"
    }

    @Test("slides in the order of the list, whatever their parts are called; hidden and removed ones are not read")
    func deck() async throws {
        #expect(
            try await text(DocumentFiles.bytes("deck.pptx"), named: "deck.pptx") == """
                Zebra opening, the first slide shown.

                Walrus agenda, the second slide shown.

                Speaker: mention the walrus price of 500.

                Narwhal chapter, a part called intro.
                """
        )
    }

    @Test("a slide's SmartArt follows its text")
    func diagram() async throws {
        #expect(
            try await text(DocumentFiles.bytes("diagram.pptx"), named: "diagram.pptx") == """
                Slide with a diagram.

                SmartArt step escalate
                """
        )
    }

    @Test("a letter: a text box once, headers and notes read, hidden, deleted and reviewers' words not")
    func letter() async throws {
        #expect(
            try await text(DocumentFiles.bytes("letter.docx"), named: "letter.docx") == """
                Letterhead Velo AB

                Before the callout
                Callout: call 112.
                after the callout.
                A price applies.
                e-bike and softhyphen tabbed
                broken
                Cell A
                Cell B
                inserted words
                Content control text

                Footnote: 4711 crowns.

                Endnote: clause nine.
                """
        )
    }

    @Test(
        "the document is where the package says, with either slash",
        arguments: [
            ("online.docx", "Word Online warranty four years."), ("backslash.docx", "Backslash warranty five years."),
            ("absolute.docx", "Absolute target warranty six years."),
        ]
    )
    func mainPart(name: String, expected: String) async throws {
        #expect(try await text(DocumentFiles.bytes(name), named: name) == expected)
    }

    @Test("parts are found in any case and behind any prefix of their elements")
    func caseAndPrefix() async throws {
        let document = package([
            ("_RELS/.rels", relationships([("officeDocument", "./Word/../WORD/Document.xml")])),
            ("word/document.XML", "<x:document><x:p><x:r><x:t>Any prefix</x:t></x:r></x:p></x:document>"),
        ])
        #expect(try await text(document, named: "a.docx") == "Any prefix")
        let plain = package([("word/document.xml", "<document><p><r><t>No prefix</t></r></p></document>")])
        #expect(try await text(plain, named: "a.docx") == "No prefix")
    }

    @Test("headers of several sections are read once where they are the same, and footers stand last")
    func headers() async throws {
        func part(_ root: String, _ line: String) -> String { "<w:\(root)><w:p><w:t>\(line)</w:t></w:p></w:\(root)>" }
        let document = package([
            ("_rels/.rels", relationships([("officeDocument", "word/document.xml")])),
            ("word/document.xml", part("document", "Body")),
            (
                "word/_rels/document.xml.rels",
                relationships([
                    ("footer", "f.xml"), ("header", "h1.xml"), ("header", "h2.xml"), ("header", "h3.xml"),
                    ("header", "h1.xml"), ("header", "gone.xml"),
                ])
            ),
            ("word/h1.xml", part("hdr", "Velo")), ("word/h2.xml", part("hdr", "Velo")),
            ("word/h3.xml", part("hdr", "First page")), ("word/f.xml", part("ftr", "Page 1")),
        ])
        #expect(try await text(document, named: "a.docx") == "Velo\n\nFirst page\n\nBody\n\nPage 1")
    }

    @Test(
        "what Word does not show is not read",
        arguments: [
            ("<w:r><w:rPr><w:vanish/></w:rPr><w:t>hidden</w:t></w:r><w:r><w:t>shown</w:t></w:r>", "shown"),
            ("<w:r><w:rPr><w:vanish w:val=\"0\"/></w:rPr><w:t>shown</w:t></w:r>", "shown"),
            ("<w:pPr><w:rPr><w:vanish/></w:rPr></w:pPr><w:r><w:t>shown</w:t></w:r>", "shown"),
            ("<w:moveFrom><w:r><w:t>moved</w:t></w:r></w:moveFrom><w:r><w:t>shown</w:t></w:r>", "shown"),
            (
                "<w:ruby><w:rt><w:r><w:t>kana</w:t></w:r></w:rt><w:rubyBase><w:r><w:t>漢</w:t></w:r></w:rubyBase></w:ruby>",
                "漢"
            ),
            (
                "<mc:AlternateContent><mc:Fallback><w:r><w:t>only form</w:t></w:r></mc:Fallback></mc:AlternateContent>",
                "only form"
            ),
        ]
    )
    func hidden(runs: String, expected: String) async throws {
        let document = package([("word/document.xml", "<w:document><w:p>\(runs)</w:p></w:document>")])
        #expect(try await text(document, named: "a.docx") == expected)
    }

    @Test(
        "a document under the name of the other program is refused",
        arguments: [("letter.docx", ".pptx"), ("deck.pptx", ".docx")]
    )
    func otherKind(name: String, kind: String) async throws {
        let content = try DocumentFiles.bytes(name)
        await #expect(throws: ExtractionFailure.invalid("The file is not a \(kind) file.")) {
            try await text(content, named: "a\(kind)")
        }
    }

    @Test("a slide that is listed a thousand times, or refers to itself, is read once")
    func loops() async throws {
        let ids = String(repeating: "<p:sldId r:id=\"rId1\"/>", count: 1000)
        let document = package([
            ("_rels/.rels", relationships([("officeDocument", "p.xml")])),
            ("p.xml", "<p:presentation>\(ids)</p:presentation>"),
            ("_rels/p.xml.rels", relationships([("slide", "s.xml")])),
            ("_rels/s.xml.rels", relationships([("notesSlide", "s.xml"), ("diagramData", "../../s.xml")])),
            ("s.xml", "<p:sld><a:p><a:t>Once</a:t></a:p></p:sld>"),
        ])
        #expect(try await text(document, named: "a.pptx") == "Once")
    }

    @Test("attributes in any order and quotes, with what belongs to no attribute")
    func attributes() {
        var scanner = MarkupScanner("<a one='1 > 2' two = \"&amp;\" three=x four \" /five=''/>")
        #expect(scanner.next() == .open("a", isClosed: false))
        let found = scanner.attributes().map { "\($0.name)=\($0.value)" }
        #expect(found.prefix(3) == ["one=1 > 2", "two=&", "three=x"])
    }
}
