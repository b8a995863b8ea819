import TestSupport
import Testing

@testable import DocumentText

// Nothing here measures time: the limit is for what hangs.
@Suite("Limits of pdftotext", .timeLimit(.minutes(10)))
struct PDFLimitTests {
    private let pdf = DocumentSamples.pdf("Saddle height")

    /// - Parameter ready: the file that the program makes when it has come to where its time is to be up.
    private func extractor(_ fake: FakeProgram, textBytes: Int = 1000, upAfter ready: String? = nil) -> TextExtractor {
        var limits = TextExtractor.Limits()
        limits.textBytes = textBytes
        return TextExtractor(
            variables: [
                "PATH": fake.path, "HOME": "/home/user", "OPENAI_API_KEY": "sk-secret", "GATEWAY_KEY": "secret",
            ],
            limits: limits,
            sleep: { _ in
                guard let ready else { return try await Task.sleep(for: .seconds(3600)) }
                try await fake.wait(for: ready)
            }
        )
    }

    @Test("one that hangs is ended, with what it started, and the file is refused")
    func hangs() async throws {
        let fake = try FakeProgram(
            "pdftotext",
            script: "echo $$ > \"$here/self\"; sleep 3600 & echo $! > \"$here/child\"; : > \"$here/ready\"; wait"
        )
        defer { fake.remove() }
        let failure = await #expect(throws: ExtractionFailure.self) {
            try await extractor(fake, upAfter: "ready").text(of: pdf, named: "a.pdf")
        }
        #expect(
            failure
                == .limit(
                    "pdftotext ran for more than 30 s and was ended. Split the PDF, or save its text as .docx or .txt."
                )
        )
        try await fake.waitForEnd(ofProcessIn: "self")
        try await fake.waitForEnd(ofProcessIn: "child")
    }

    @Test("one that prints without end is ended, and the file is refused")
    func endless() async throws {
        let fake = try FakeProgram("pdftotext", script: "echo $$ > \"$here/self\"; exec yes")
        defer { fake.remove() }
        let failure = await #expect(throws: ExtractionFailure.self) {
            try await extractor(fake, textBytes: 100_000).text(of: pdf, named: "a.pdf")
        }
        #expect(failure?.reason == .limit)
        #expect(failure?.message.hasPrefix("pdftotext printed more than 100000 bytes and was ended. Split") == true)
        try await fake.waitForEnd(ofProcessIn: "self")
    }

    @Test("tells which pages hold text")
    func pages() async throws {
        let fake = try FakeProgram("pdftotext", script: "cat > /dev/null; printf 'One\\f\\n . \\f\\f3\\f'")
        defer { fake.remove() }
        #expect(try await extractor(fake).pagesWithText(ofPDF: pdf) == [true, false, false, true])
    }

    @Test("sees no keys")
    func environment() async throws {
        let fake = try FakeProgram("pdftotext", script: "cat > /dev/null; env")
        defer { fake.remove() }
        let text = try await extractor(fake).text(of: pdf, named: "a.pdf")
        #expect(text.contains("HOME=/home/user"))
        #expect(!text.contains("secret"))
    }

    @Test("sixteen slow ones at once leave the threads to others")
    func manyAtOnce() async throws {
        let fake = try FakeProgram(
            "pdftotext",
            script: ": > \"$here/started-$$\"; until [ -e \"$here/go\" ]; do sleep 0.05; done; cat"
        )
        defer { fake.remove() }
        try await withThrowingTaskGroup(of: String.self) { group in
            for number in 0..<16 {
                group.addTask { try await extractor(fake).text(of: Array("file \(number)".utf8), named: "a.pdf") }
            }
            // This only comes to its end when all of them run at once and this task too.
            while try fake.files.count(where: { $0.hasPrefix("started-") }) < 16 {
                try await Task.sleep(for: .milliseconds(5))
            }
            try fake.write("go")
            var texts: Set<String> = []
            for try await text in group { texts.insert(text) }
            #expect(texts == Set((0..<16).map { "file \($0)" }))
        }
    }
}
