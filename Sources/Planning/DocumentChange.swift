import AssistantModel

/// What the change of a file does to its text, for whoever reviews the plan. It is no part of what the plan does: two
/// plans that differ in nothing else do the same.
package struct DocumentChange: Equatable, Sendable, Codable {
    /// What became of the text.
    package enum Comparison: Equatable, Sendable, Codable {
        /// The texts, which differ.
        case texts(before: String, after: String)
        /// The bytes differ and the texts do not.
        case sameText(Form)
        /// Nothing was compared; one or two sentences say why.
        case unread(String)
    }

    /// What differs in a document whose text is the same.
    package enum Form: String, Equatable, Sendable, Codable, CaseIterable {
        case byteOrderMark
        /// Such as UTF-16 instead of UTF-8.
        case encoding
        /// Markup, pictures, layout, properties: whatever is no text.
        case layout
    }

    /// Where the text before comes from.
    package enum Origin: String, Equatable, Sendable, Codable, CaseIterable {
        /// From the bytes that were applied.
        case git
        /// From what the account's index holds: close to the text, not always to the letter.
        case account
    }

    /// Why git does not have the bytes that were applied.
    package enum Gap: String, Equatable, Sendable, Codable, CaseIterable {
        /// The program is not installed.
        case noProgram
        /// The file lies in no repository.
        case noRepository
        /// There is a repository, and git does not read it.
        case unreadable
        /// The clone has the newest commits only, and none of these has the bytes.
        case shallow
        /// No version that was looked at has the bytes.
        case notFound
        /// Looking took too long, or would have meant to read too much.
        case limit
    }

    /// Of the file.
    package var address: ResourceAddress
    package var comparison: Comparison
    package var origin: Origin
    /// Nil where git has the bytes.
    package var gap: Gap?

    /// What became of a document's text.
    package init(
        address: ResourceAddress,
        _ comparison: Comparison,
        from origin: Origin = .git,
        gap: Gap? = nil
    ) {
        self.address = address
        self.comparison = comparison
        self.origin = origin
        self.gap = gap
    }
}

extension DocumentChange {
    /// Compares two texts of a document.
    ///
    /// - Parameters:
    ///   - form: what differs where the texts do not.
    ///   - origin: of `before`.
    package init(
        address: ResourceAddress,
        before: String,
        after: String,
        form: Form = .layout,
        from origin: Origin = .git,
        gap: Gap? = nil
    ) {
        let comparison: Comparison =
            switch (Self.isBlank(before), Self.isBlank(after)) {
            case (true, true): .unread("Neither version holds text. Scanned pages hold none.")
            case (true, false): .unread("The version before holds no text. Scanned pages hold none.")
            case (false, true): .unread("The new version holds no text. Scanned pages hold none.")
            case (false, false):
                before.utf8.elementsEqual(after.utf8) ? .sameText(form) : .texts(before: before, after: after)
            }
        self.init(address: address, comparison, from: origin, gap: gap)
    }

    private static func isBlank(_ text: String) -> Bool { text.unicodeScalars.allSatisfy(\.properties.isWhitespace) }
}

/// What is known of a content that was applied.
package enum AppliedContent: Equatable, Sendable {
    case sha256(String)
    /// Of a file of code interpreter the record has a digest of the digest only.
    case record(AppliedRecord.CodeFile)

    /// Whether a content of this SHA-256 is it.
    package func holds(_ sha256: String) -> Bool {
        switch self {
        case .sha256(let known): known == sha256
        case .record(let file): file.hasContent(sha256)
        }
    }
}

extension ResourceChange {
    /// What was applied, for a file that gets another content; nil for every other change, and where nobody knows.
    ///
    /// - Parameter live: what the plan was made on.
    package func appliedContent(in live: LiveState) -> AppliedContent? {
        guard action == .replace, let new = file?.content?.sha256 else { return nil }
        switch address.resource {
        case .knowledgeFile:
            guard let before = file?.previousSHA256, before != new else { return nil }
            return .sha256(before)
        case .codeInterpreterFile(let owner, _):
            guard let liveID else { return nil }
            let id = AppliedRecord.CodeFile.digest(ofFileID: liveID)
            let records = live.assistants.filter { $0.key == owner }.compactMap(\.record)
            let file = records.lazy.flatMap(\.codeFiles).first { $0.id == id }
            return file.flatMap { $0.hasContent(new) ? nil : .record($0) }
        case .assistant, .vectorStore: return nil
        }
    }
}
