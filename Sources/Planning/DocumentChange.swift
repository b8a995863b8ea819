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

extension ResourceChange {
    /// The SHA-256 of both contents of a file that gets another one; nil for every other change, and where the account
    /// does not say what it holds.
    package var changedContent: (before: String, after: String)? {
        guard action == .replace, let before = file?.previousSHA256, let after = file?.content?.sha256, before != after
        else { return nil }
        return (before, after)
    }
}
