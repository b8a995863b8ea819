import AssistantModel
import Planning

extension Plan {
    /// What drift is measured from.
    var lastApply: String { release.map { "release \($0)" } ?? "the last apply" }

    /// By address what changes take back: a difference is shown once, with the change.
    var fieldsTakenBack: [ResourceAddress: Set<String>] {
        Dictionary(grouping: changes, by: \.address).mapValues { changes in
            Set(changes.flatMap(\.fields).filter(\.isDrift).map(\.path))
        }
    }
}

extension Plan.Purpose {
    /// The run's name at the start of a sentence.
    var title: String {
        switch self {
        case .apply: "Apply"
        case .destroy: "Destroy"
        case .forget: "Forget"
        case .refresh: "Refresh"
        }
    }
}

extension ResourceChange.Action {
    var color: TerminalColor {
        switch self {
        case .create: .green
        case .update, .replace: .yellow
        case .delete: .red
        case .rename, .forget, .adopt: .cyan
        }
    }
}

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

    /// Whether it takes a file out of a store or an assistant, and leaves it on the account.
    var isOnlyDetached: Bool { action == .delete && isDetachedOnly }

    /// The fields without what a file's new address says already.
    var shownFields: [FieldChange] {
        action == .rename && file != nil ? fields.filter { $0.path != "attributes.path" } : fields
    }

    /// How much of the file goes over the wire; nil where nothing does.
    var uploadedBytes: Int? { file.flatMap { $0.isUploaded ? $0.content?.bytes : nil } }
}

extension FieldChange {
    /// What somebody did to a field that the plan takes back, from the live value to the desired one: what is new on
    /// the account goes, what is gone there comes back. Nil for a field that the plan changes for another reason.
    var editOnAccount: String? {
        guard isDrift else { return nil }
        return switch (before, after) {
        case (.some, nil): "added on the account"
        case (nil, .some): "removed on the account"
        default: "changed on the account"
        }
    }

    /// For a list whose heading says already who changed it.
    var withoutDrift: FieldChange {
        var field = self
        field.isDrift = false
        return field
    }

    /// A tool without what its field's name says already.
    var withoutToolIdentity: FieldChange {
        var field = self
        field.before = before.map { ValueText.withoutIdentity($0, path: path) }
        field.after = after.map { ValueText.withoutIdentity($0, path: path) }
        return field
    }
}

extension ResourceAddress {
    /// For a file its path below `files_root`.
    var filePath: String? {
        switch resource {
        case .assistant, .vectorStore: nil
        case .knowledgeFile(_, let path), .codeInterpreterFile(_, let path): path
        }
    }

    /// Whether the address is of a file.
    var isFile: Bool { filePath != nil }

    /// For a file the object that holds it: a store, or the assistant whose code interpreter reads it.
    var fileOwner: ResourceAddress {
        switch resource {
        case .assistant, .vectorStore: self
        case .knowledgeFile(let owner, _): .vectorStore(owner)
        case .codeInterpreterFile(let owner, _): .assistant(owner)
        }
    }
}
