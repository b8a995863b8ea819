import Archives
import DocumentText

/// What holds for the reading of every Word and PowerPoint file: no crash, an end, a text within the limit or a reason,
/// and the same twice.
///
/// The input is a zip, or text with a line `=== PART` in front of every part, so that what lies behind the checksums of an
/// archive is reached too.
struct OfficeCheck {
    private let documents: [[UInt8]]
    private let extractor: TextExtractor

    init(_ bytes: [UInt8]) {
        let parts = InputFiles.files(in: bytes, first: "word/document.xml")
        documents = [bytes, ZipWriter.archive(parts.map { ($0.path, $0.content) })]
        extractor = DocumentCheckLimits.extractor
    }

    func violation() async -> String? {
        for document in documents {
            for name in ["a.docx", "a.pptx"] {
                let first = await DocumentCheckLimits.reading(of: document, named: name, by: extractor)
                let second = await DocumentCheckLimits.reading(of: document, named: name, by: extractor)
                if first != second { return "\(name): a second reading differs" }
                if let broken = DocumentCheckLimits.violation(first) { return "\(name): \(broken)" }
            }
        }
        return nil
    }
}

/// What documents may cost here, and what holds for each.
enum DocumentCheckLimits {
    private static let textBytes = 1 << 20

    static let extractor = extractor(time: .seconds(10))

    static func extractor(time: Duration) -> TextExtractor {
        var limits = TextExtractor.Limits()
        limits.textBytes = textBytes
        limits.time = time
        return TextExtractor(variables: ["PATH": "/usr/bin:/bin"], limits: limits)
    }

    static func reading(
        of document: [UInt8],
        named name: String,
        by extractor: TextExtractor
    ) async -> Result<String, ExtractionFailure> {
        do throws(ExtractionFailure) {
            return .success(try await extractor.text(of: document, named: name))
        } catch {
            return .failure(error)
        }
    }

    static func violation(_ reading: Result<String, ExtractionFailure>) -> String? {
        switch reading {
        case .success(let text) where text.utf8.count > textBytes: "a text of \(text.utf8.count) bytes"
        case .success(let text): text.utf8.contains(0) ? "a NUL in the text" : nil
        case .failure(let failure): failure.message.isEmpty ? "a failure without a reason" : nil
        }
    }
}
