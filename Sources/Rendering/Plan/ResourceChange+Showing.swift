import AssistantModel
import Planning

/// What every format shows of a change, and what it leaves to the change's line.
extension ResourceChange {
    /// Whether nothing but a file's attributes changes, which goes into its line.
    var isOfAttributesOnly: Bool {
        action == .update && !fields.isEmpty && fields.allSatisfy { $0.path.hasPrefix("attributes.") }
            && reasons.allSatisfy {
                switch $0.kind {
                case .attributesChanged, .changedOnAccount: true
                default: false
                }
            }
    }

    /// The fields without what a file's new address says already.
    var shownFields: [FieldChange] {
        action == .rename && file != nil ? fields.filter { $0.path != "attributes.path" } : fields
    }

    /// How much of the file goes over the wire; nil where nothing does.
    var uploadedBytes: Int? { file.flatMap { $0.isUploaded ? $0.content?.bytes : nil } }
}
