/// A layer that reads what this program did not write, and what has to hold there for every input.
package enum FuzzTarget: String, CaseIterable, Sendable {
    /// Bytes as the text of a YAML file.
    case yaml
    /// Bytes as the files of a project: see ``ManifestCheck``.
    case manifest
    /// Bytes as what a server answers: an object, an error, a stream of events, pages of a list, a value of metadata.
    case answers
    /// Bytes as a zip archive, as downloads of skills are.
    case zip
    /// Bytes as a JSON Schema: see ``SchemaCheck``.
    case schema
    /// Bytes as a Word or PowerPoint file: see ``OfficeCheck``.
    case office
    /// Bytes as a PDF, which another program reads.
    case pdf

    /// What does not hold for an input, in words; nil when all does.
    package func violation(_ bytes: [UInt8]) async -> String? {
        switch self {
        case .yaml: YAMLInvariants.violation(bytes)
        case .manifest: ManifestCheck(bytes).violation()
        case .answers: await AnswersCheck(bytes).violation()
        case .zip: ZipCheck(bytes).violation()
        case .schema: SchemaCheck(bytes).violation()
        case .office: await OfficeCheck(bytes).violation()
        case .pdf: await PDFCheck(bytes).violation()
        }
    }
}
