import DocumentText

/// What holds for every PDF: no crash here, whatever becomes of `pdftotext`, an end, a text within the limit or a reason.
struct PDFCheck {
    /// `pdftotext` runs without end over a part of the PDFs that mutations bring: what is looked at is that it is stopped.
    private static let extractor = DocumentCheckLimits.extractor(time: .seconds(1))

    private let bytes: [UInt8]

    init(_ bytes: [UInt8]) { self.bytes = bytes }

    func violation() async -> String? {
        let reading = await DocumentCheckLimits.reading(
            of: bytes,
            named: "a.pdf",
            by: Self.extractor
        )
        return DocumentCheckLimits.violation(reading)
    }
}
