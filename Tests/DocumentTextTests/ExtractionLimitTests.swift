import Archives
import Synchronization
import TestSupport
import Testing

@testable import DocumentText

// Nothing here measures time: the limit is for what hangs.
@Suite("Limits of the text of documents", .timeLimit(.minutes(10)))
struct ExtractionLimitTests {
    private func failure(
        _ content: [UInt8],
        named filename: String,
        _ configure: (inout TextExtractor.Limits) -> Void = { _ in }
    ) async -> ExtractionFailure? {
        var limits = TextExtractor.Limits()
        configure(&limits)
        return await failure(content, named: filename, by: TextExtractor(variables: [:], limits: limits))
    }

    private func failure(
        _ content: [UInt8],
        named filename: String,
        by extractor: TextExtractor
    ) async -> ExtractionFailure? {
        do throws(ExtractionFailure) {
            _ = try await extractor.text(of: content, named: filename)
            return nil
        } catch {
            return error
        }
    }

    @Test("a document over the limit is not read")
    func documentSize() async throws {
        let found = await failure([1, 2, 3], named: "a.txt") { $0.documentBytes = 2 }
        #expect(found == .limit("The file has more than 2 bytes. Split it."))
    }

    @Test(
        "text over the limit is refused in every format",
        arguments: [
            ("a.txt", Array("too long".utf8)), ("a.html", Array("<p>too <b>long</b>".utf8)),
            ("a.pptx", DocumentSamples.presentation), ("a.docx", DocumentSamples.wordDocument),
        ]
    )
    func textSize(filename: String, content: [UInt8]) async throws {
        let found = await failure(content, named: filename) { $0.textBytes = 7 }
        #expect(found == .limit("The file holds more than 7 bytes of text. Split it."))
        #expect(try await !TextExtractor(variables: [:]).text(of: content, named: filename).isEmpty)
    }

    @Test("all slides together have one limit of text")
    func slides() async throws {
        // The longest slide has 38 bytes.
        let found = await failure(DocumentSamples.presentation, named: "a.pptx") { $0.textBytes = 50 }
        #expect(found == .limit("The file holds more than 50 bytes of text. Split it."))
    }

    @Test("work that takes too long ends")
    func time() async throws {
        // An hour passes with every look at the clock.
        let looks = Mutex(0)
        let start = ContinuousClock.now
        let extractor = TextExtractor(variables: [:]) {
            start + .seconds(3600)
                * looks.withLock { count in
                    count += 1
                    return count
                }
        }
        let page = Array(repeatElement("<p>one line of a long page</p>", count: 10_000).joined().utf8)
        let found = await failure(page, named: "a.html", by: extractor)
        #expect(found == .limit("Reading the file took more than 30 s. Split it."))
    }

    @Test("a cancelled task ends the work")
    func cancelled() async throws {
        let page = Array(repeatElement("<p>one line of a long page</p>", count: 10_000).joined().utf8)
        let task = Task {
            // Not before it is cancelled.
            while !Task.isCancelled { await Task.yield() }
            return await failure(page, named: "a.html")
        }
        task.cancel()
        #expect(await task.value == .cancelled)
    }

    @Test("HTML nested two hundred thousand deep is only text")
    func deepNesting() async throws {
        let page = Array((String(repeating: "<div>", count: 200_000) + "deep").utf8)
        // It takes no stack; how long it takes depends on the machine.
        let start = ContinuousClock.now
        let extractor = TextExtractor(variables: [:]) { start }
        #expect(try await extractor.text(of: page, named: "a.html") == "deep")
    }

    @Test("entities that a document defines are not expanded")
    func entities() async throws {
        let xml = """
            <?xml version="1.0"?><!DOCTYPE d [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;"><!ENTITY c SYSTEM \
            "file:///etc/passwd">]><w:document><w:p><w:t>x &b; &c; y</w:t></w:p></w:document>
            """
        let document = ZipWriter.archive([("word/document.xml", Array(xml.utf8))])
        #expect(try await TextExtractor(variables: [:]).text(of: document, named: "a.docx") == "x &b; &c; y")
    }

    @Test("a zip that says that it unpacks to gigabytes is refused before it is unpacked")
    func zipBomb() async throws {
        var document = DocumentSamples.wordDocument
        // The size of the only entry in the directory of the archive.
        let directory = try #require(
            document.indices.dropLast(4).last { document[$0..<$0 + 4].elementsEqual([0x50, 0x4B, 1, 2]) }
        )
        document.replaceSubrange(directory + 24..<directory + 28, with: [0, 0, 0, 0x7F])
        let found = await failure(document, named: "a.docx")
        #expect(
            found?.message
                == "The file is not a readable .docx file: it unpacks to 2130706432 bytes, more than 1073741824."
        )
    }
}
