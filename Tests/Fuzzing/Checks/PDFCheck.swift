import DocumentText

/// What holds for every PDF: no crash here, whatever becomes of `pdftotext`, an end, a text within the limit or a reason.
struct PDFCheck {
    private let bytes: [UInt8]

    init(_ bytes: [UInt8]) { self.bytes = bytes }

    func violation() async -> String? {
        let reading = await DocumentCheckLimits.reading(
            of: bytes,
            named: "a.pdf",
            by: DocumentCheckLimits.extractor
        )
        return DocumentCheckLimits.violation(reading)
    }
}
