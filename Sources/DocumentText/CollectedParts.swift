/// The texts of parts of an Office document, each part once.
struct CollectedParts {
    private let package: OfficePackage
    private var seen: Set<String> = []
    /// Those of which every text is wanted once.
    private var knownTexts: Set<String> = []
    private var texts: [String] = []
    private var textBytes = 0

    init(_ package: OfficePackage) {
        self.package = package
    }

    /// What was collected, in its order; parts are a blank line apart.
    var text: String { texts.joined(separator: "\n\n") }

    /// Adds the text of a part.
    ///
    /// - Parameters:
    ///   - isLeftOut: decides by the part's first element.
    ///   - onlyNewText: leaves out a text that was added so before: several sections have one header.
    /// - Returns: whether the part is there and was read now.
    @discardableResult
    mutating func add(
        _ part: String,
        unless isLeftOut: (OfficeMarkup) -> Bool = { _ in false },
        onlyNewText: Bool = false,
        _ work: inout LimitedWork
    ) async throws(ExtractionFailure) -> Bool {
        guard seen.insert(part).inserted, let xml = try package.content(of: part) else { return false }
        let (text, markup) = try await OfficeMarkup.read(xml, &work)
        guard !isLeftOut(markup) else { return false }
        guard !text.isEmpty, !onlyNewText || knownTexts.insert(text).inserted else { return true }
        texts.append(text)
        textBytes += text.utf8.count
        try work.check(textBytes: textBytes)
        return true
    }
}
