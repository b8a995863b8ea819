import Foundation
import Testing

@testable import Sandbox

@Suite("Text of files")
struct ExtractionTests {
    @Test("HTML: blocks on lines, entities decoded, scripts and styles gone")
    func html() {
        let page = """
            <!DOCTYPE html><html><head><title>Prices</title><style>p { color: red }</style>
            <script>if (a < b) { document.write("<p>no</p>") }</script></head>
            <body><!-- hidden --><h1>City&nbsp;bikes</h1><p>Caf&eacute; racer: 1 &lt; 2 &amp; <b>b</b>old &#8364;
            900 &#x2014; <a href="x>y">new</a></p><ul><li>one</li><li>two</li></ul><table><tr><td>a</td><td>b</td></tr></table>
            <pre>  indented
              code</pre></body></html>
            """
        #expect(
            HTMLText.extract(page) == """
                Prices
                City bikes
                Café racer: 1 < 2 & bold € 900 — new
                one
                two
                a b
                  indented
                  code
                """
        )
    }

    @Test("HTML that is broken still gives its text")
    func brokenHTML() {
        #expect(HTMLText.extract("a < b &unknown; <p>c<br>d <i>e</p") == "a < b &unknown;\nc\nd e")
    }

    @Test("text in UTF-8 and UTF-16 with byte order marks")
    func encodings() throws {
        #expect(try PlainText.decode(Array("å".utf8)) == "å")
        #expect(try PlainText.decode([0xEF, 0xBB, 0xBF, 0x41]) == "A")
        #expect(try PlainText.decode([0xFF, 0xFE, 0xE5, 0x00]) == "å")
        #expect(try PlainText.decode([0xFE, 0xFF, 0x00, 0xE5]) == "å")
        #expect(throws: ExtractionFailure.self) { try PlainText.decode([0xC3, 0x28]) }
        #expect(throws: ExtractionFailure.self) { try PlainText.decode([0x41, 0x00, 0x42]) }
    }

    @Test("PPTX: slides by number, notes after their slide, runs joined")
    func presentation() throws {
        #expect(
            try PresentationText.extract(Samples.presentation) == """
                Workshop training

                Torque for the stem: 5 Nm
                Bolts & nuts

                Mind the carbon bars.

                The tenth slide is last.
                """
        )
    }

    @Test("DOCX: paragraphs on lines, tabs as spaces")
    func wordDocument() throws {
        #expect(try WordDocumentText.extract(Samples.wordDocument) == "Warranty ten years\nFrames only.")
    }

    @Test("a presentation that is cut off anywhere fails and never crashes")
    func damagedPresentation() {
        for length in stride(from: 0, to: Samples.presentation.count, by: 7) {
            #expect(throws: ExtractionFailure.self) {
                try PresentationText.extract(Array(Samples.presentation[..<length]))
            }
        }
    }

    @Test("PDF through pdftotext")
    func pdf() throws {
        let url = FileManager.default.temporaryDirectory.appendingPathComponent("\(UUID().uuidString).pdf")
        defer { try? FileManager.default.removeItem(at: url) }
        try Data(Samples.pdf("Saddle height is measured to the top.")).write(to: url)
        let text = try PDFText(command: "pdftotext").extract(url)
        #expect(text.contains("Saddle height is measured to the top."))
        try Data("not a PDF".utf8).write(to: url)
        #expect(throws: ExtractionFailure.invalid("The file is not a readable PDF.")) {
            try PDFText(command: "pdftotext").extract(url)
        }
        let missing = #expect(throws: ExtractionFailure.self) {
            try PDFText(command: "no-such-command-here").extract(url)
        }
        #expect(missing?.code == "unsupported_file")
        #expect(missing?.message.contains("poppler-utils") == true)
    }
}
