/// How a record stands in metadata: at most 512 characters, the server's limit for a value (docs/openai-api.md, 5.1).
///
/// The second version is compact: the number, then fields behind semicolons, each a letter and its value. The first had
/// `name=value` pairs, and is read only.
extension AppliedRecord {
    /// The server's limit for a value of metadata.
    package static let maximumLength = 512

    /// Reads a record; nil for a text that is none or of a later version.
    package init?(text: String) {
        let fields = text.split(separator: ";")
        if fields.first == "2" {
            self.init(
                values: Dictionary(fields.dropFirst().map { ($0.prefix(1), $0.dropFirst()) }) { first, _ in first }
            )
        } else {
            self.init(pairs: fields)
        }
    }

    /// The text for the object's metadata.
    package var text: String {
        var text = "2"
        func add(_ letter: String, _ value: String?) {
            if let value, !value.isEmpty { text += ";\(letter)\(value)" }
        }
        add("d", definition?.text)
        add("e", echo?.text)
        add("m", members)
        add("i", ignoredFields.flatMap { $0.isEmpty ? nil : String(Self.mask(of: $0), radix: 16) })
        add("k", metadataKeys.joined())
        add("c", codeFiles.map(\.text).joined())
        add("s", externalStore)
        add("h", checks)
        add("n", creation.map { "\($0.nonce).\($0.attempt)" })
        // What does not fit is left out: the file objects of one round of removal do fit.
        let room = max(0, Self.maximumLength - text.utf8.count - ";r".utf8.count)
        add("r", removing.prefix(room / Self.removingLength).joined())
        return text
    }

    private init?(values: [Substring: Substring]) {
        let codeFiles = Self.pieces(of: values["c"], length: 10 + CodeFile.contentLength).map(CodeFile.init(text:))
        let creation = values["n"].map(Creation.init(text:))
        guard !codeFiles.contains(nil), creation != .some(nil), let mask = UInt(values["i"] ?? "0", radix: 16) else {
            return nil
        }
        self.init(
            definition: values["d"].flatMap(Digest.init(text:)),
            echo: values["e"].flatMap(Digest.init(text:)),
            members: values["m"].map(String.init),
            ignoredFields: Self.fields(of: mask),
            metadataKeys: Self.pieces(of: values["k"], length: Self.metadataKeyLength).map(String.init),
            codeFiles: codeFiles.compactMap { $0 },
            externalStore: values["s"].map(String.init),
            checks: values["h"].map(String.init),
            creation: creation ?? nil,
            removing: Self.pieces(of: values["r"], length: Self.removingLength).map(String.init)
        )
    }

    private init?(pairs: [Substring]) {
        var values: [Substring: Substring] = [:]
        for pair in pairs {
            let parts = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            guard parts.count == 2 else { return nil }
            values[parts[0]] = parts[1]
        }
        guard values["v"] == "1" else { return nil }
        let codeFiles = Self.pieces(of: values["c"], length: 20).map(CodeFile.init(text:))
        guard !codeFiles.contains(nil) else { return nil }
        self.init(
            definition: values["d"].flatMap(Digest.init(text:)),
            echo: values["e"].flatMap(Digest.init(text:)),
            members: values["m"].map(String.init),
            ignoredFields: nil,
            metadataKeys: values["k"]?.split(separator: ",").map(String.init) ?? [],
            codeFiles: codeFiles.compactMap { $0 },
            removing: Self.pieces(of: values["r"], length: Self.removingLength).map(String.init)
        )
    }

    /// The entries of a list that is left out where it is empty.
    private static func pieces(of list: Substring?, length: Int) -> [Substring] {
        var pieces: [Substring] = []
        var rest = list ?? Substring()
        while !rest.isEmpty {
            pieces.append(rest.prefix(length))
            rest = rest.dropFirst(length)
        }
        return pieces
    }

    private static func mask(of fields: Set<DefinitionFieldName>) -> UInt {
        DefinitionFieldName.allCases.enumerated().reduce(0) { $0 | (fields.contains($1.element) ? 1 << $1.offset : 0) }
    }

    private static func fields(of mask: UInt) -> Set<DefinitionFieldName> {
        Set(DefinitionFieldName.allCases.enumerated().filter { mask & (1 << $0.offset) != 0 }.map(\.element))
    }
}

extension AppliedRecord.Digest {
    fileprivate init?(text: Substring) {
        let hiddenLength = text.count - Self.visibleLength
        guard hiddenLength == 0 || hiddenLength == Self.hiddenLength else { return nil }
        visible = String(text.prefix(Self.visibleLength))
        hidden = hiddenLength == 0 ? nil : String(text.suffix(hiddenLength))
    }

    package var text: String { hidden.map { visible + $0 } ?? visible }
}

extension AppliedRecord.CodeFile {
    fileprivate init?(text: Substring) {
        guard text.count >= 10 + Self.contentLength else { return nil }
        id = String(text.prefix(4))
        path = String(text.dropFirst(4).prefix(6))
        content = String(text.dropFirst(10))
    }
}

extension AppliedRecord.Creation {
    fileprivate init?(text: Substring) {
        let parts = text.split(separator: ".")
        guard parts.count == 2, let attempt = Int(parts[1]), attempt > 0 else { return nil }
        self.init(nonce: String(parts[0]), attempt: attempt)
    }
}
