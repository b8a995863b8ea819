import TestSupport
import Testing

@testable import DocumentText

@Suite("Text of documents")
struct ExtractionTests {
    private func text(_ content: [UInt8], named filename: String) async throws(ExtractionFailure) -> String {
        try await TextExtractor(variables: [:]).text(of: content, named: filename)
    }

    @Test("HTML: blocks on lines, entities decoded, scripts and styles gone")
    func html() async throws {
        let page = """
            <!DOCTYPE html><html><head><title>Prices</title><style>p { color: red }</style>
            <script>if (a < b) { document.write("<p>no</p>") }</script></head>
            <body><!-- hidden --><h1>City&nbsp;bikes</h1><p>Caf&eacute; racer: 1 &lt; 2 &amp; <b>b</b>old &#8364;
            900 &#x2014; <a href="x>y">new</a></p><ul><li>one</li><li>two</li></ul><table><tr><td>a</td><td>b</td></tr></table>
            <pre>  indented
              code</pre></body></html>
            """
        #expect(
            try await text(Array(page.utf8), named: "prices.html") == """
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
    func brokenHTML() async throws {
        let page = Array("a < b &unknown; <p>c<br>d <i>e</p".utf8)
        #expect(try await text(page, named: "broken.html") == "a < b &unknown;\nc\nd e")
    }

    @Test("a reference is digits only, and none makes a character that no text may hold")
    func references() async throws {
        let page = Array("<p>&#65;&#x42; &#-0; &#+65; &#x-0; &#x+41; &#0; &#x1F; &#xD800; &#1114112;</p>".utf8)
        #expect(
            try await text(page, named: "references.html")
                == "AB &#-0; &#+65; &#x-0; &#x+41; \u{FFFD} \u{FFFD} &#xD800; &#1114112;"
        )
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
    func presentation() async throws {
        #expect(
            try await text(DocumentSamples.presentation, named: "training.pptx") == """
                Workshop training

                Torque for the stem: 5 Nm
                Bolts & nuts

                Mind the carbon bars.

                The tenth slide is last.
                """
        )
    }

    @Test("DOCX: paragraphs on lines, tabs as spaces")
    func wordDocument() async throws {
        #expect(try await text(DocumentSamples.wordDocument, named: "a.docx") == "Warranty ten years\nFrames only.")
    }

    @Test("a presentation that is cut off anywhere fails and never crashes")
    func damagedPresentation() async {
        for length in stride(from: 0, to: DocumentSamples.presentation.count, by: 7) {
            let failure = await #expect(throws: ExtractionFailure.self) {
                try await text(Array(DocumentSamples.presentation[..<length]), named: "training.pptx")
            }
            #expect(failure?.reason == .invalid)
        }
    }

    @Test("PDF through pdftotext")
    func pdf() async throws {
        let sample = DocumentSamples.pdf("Saddle height is measured to the top.")
        #expect(try await text(sample, named: "fit.pdf").contains("Saddle height is measured to the top."))
        await #expect(throws: ExtractionFailure.invalid("The file is not a readable PDF.")) {
            try await text(Array("not a PDF".utf8), named: "fit.pdf")
        }
        let missing = await #expect(throws: ExtractionFailure.self) {
            try await TextExtractor(pdfTextCommand: "no-such-command-here", variables: [:])
                .text(of: sample, named: "fit.pdf")
        }
        #expect(missing?.reason == .unsupported)
        #expect(missing?.message.contains("poppler-utils") == true)
    }

    @Test(
        "the extension says how to read a document, in upper or lower case",
        arguments: ["notes.MD", "a.b.txt", ".sh", "main.go"]
    )
    func extensions(filename: String) async throws {
        #expect(try await text(Array("two <b>\n".utf8), named: filename) == "two <b>\n")
    }

    @Test(
        "what nothing here reads is unsupported, and says what to do",
        arguments: [
            ("old.doc", ".doc files cannot be read here. Save it as .docx, .pdf or .txt."),
            ("txt", "Files without an extension cannot be read here. Save it as .docx, .pdf or .txt."),
        ]
    )
    func unsupported(filename: String, message: String) async {
        await #expect(throws: ExtractionFailure.unsupported(message)) { try await text([65], named: filename) }
    }
}
