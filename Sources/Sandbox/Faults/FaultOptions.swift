import SourceDiagnostics

/// The `name=value` words of a fault, read one by one.
struct FaultOptions {
    private let kind: FaultKind
    private let values: [String: String]

    /// - Throws: when there is a name that this kind does not have.
    init(_ values: [String: String], of kind: FaultKind) throws(FaultSyntaxError) {
        self.kind = kind
        self.values = values
        let known = kind.options + (kind.isCounted ? FaultTrigger.options : [])
        for name in values.keys.sorted() where !known.contains(name) {
            let hint = Suggestion.hint(for: name, among: known).map { "; \($0)" } ?? ""
            let list = known.isEmpty ? "it takes none" : "it takes " + known.joined(separator: ", ")
            throw FaultSyntaxError("\(kind.rawValue) has no option \"\(name)\": \(list)\(hint)")
        }
    }

    /// As they are shown: in the kind's own order.
    var shown: [String] {
        (kind.options + FaultTrigger.options).compactMap { name in
            values[name].map { value in
                let isPlain = value.allSatisfy { !$0.isWhitespace && $0 != "\"" }
                return "\(name)=\(isPlain ? value : "\"\(value)\"")"
            }
        }
    }

    func text(_ name: String) -> String? { values[name] }

    func integer(_ name: String, _ range: ClosedRange<Int>) throws(FaultSyntaxError) -> Int? {
        guard let text = values[name] else { return nil }
        return try number(text, name, range)
    }

    func integer(_ name: String, _ range: ClosedRange<Int>, default value: Int) throws(FaultSyntaxError) -> Int {
        try integer(name, range) ?? value
    }

    /// `200` or `50..200`.
    func span(_ name: String, _ limits: ClosedRange<Int>) throws(FaultSyntaxError) -> ClosedRange<Int>? {
        guard let text = values[name] else { return nil }
        let ends = text.split(separator: ".", omittingEmptySubsequences: false)
        guard ends.count == 3, ends[1].isEmpty else {
            let value = try number(text, name, limits)
            return value...value
        }
        let low = try number(String(ends[0]), name, limits)
        let high = try number(String(ends[2]), name, limits)
        guard low <= high else { throw FaultSyntaxError("\(name)=\(text) ends before it begins") }
        return low...high
    }

    func word<Word: RawRepresentable>(
        _ name: String,
        of words: [Word],
        default value: Word
    ) throws(FaultSyntaxError) -> Word where Word.RawValue == String {
        guard let text = values[name] else { return value }
        guard let word = words.first(where: { $0.rawValue == text }) else {
            throw wrong(name, text, "one of " + words.map(\.rawValue).joined(separator: ", "), words.map(\.rawValue))
        }
        return word
    }

    func choice(_ name: String, of words: [String]) throws(FaultSyntaxError) -> String {
        guard let text = values[name] else { return words[0] }
        guard words.contains(text) else { throw wrong(name, text, "one of " + words.joined(separator: ", "), words) }
        return text
    }

    func moment(_ moments: [Fault.Moment]) throws(FaultSyntaxError) -> Fault.Moment {
        try word("when", of: moments, default: moments[0])
    }

    /// Both spellings of "try again in"; one of them at most.
    func retryHint(default hint: Fault.RetryHint) throws(FaultSyntaxError) -> Fault.RetryHint {
        guard values["retry-after"] == nil || values["retry-after-ms"] == nil else {
            throw FaultSyntaxError("take one of retry-after and retry-after-ms")
        }
        if values["retry-after"] == "none" { return .none }
        if let seconds = try integer("retry-after", 0...86_400) { return .seconds(seconds) }
        return try integer("retry-after-ms", 0...86_400_000).map(Fault.RetryHint.milliseconds) ?? hint
    }

    func trigger() throws(FaultSyntaxError) -> FaultTrigger {
        var trigger = FaultTrigger()
        trigger.skip = try integer("skip", 0...Int.max, default: 0)
        trigger.times = try integer("times", 1...Int.max)
        trigger.seed = UInt64(try integer("seed", 0...Int.max, default: 0))
        if let text = values["probability"] {
            guard let value = Double(text), value > 0, value <= 1 else {
                throw FaultSyntaxError("probability=\(text) is not a number above 0 and at most 1")
            }
            trigger.probability = value
        }
        return trigger
    }

    private func number(_ text: String, _ name: String, _ range: ClosedRange<Int>) throws(FaultSyntaxError) -> Int {
        guard let value = Int(text), range.contains(value) else {
            let limit =
                range.upperBound == Int.max
                ? "from \(range.lowerBound)" : "from \(range.lowerBound) to \(range.upperBound)"
            throw FaultSyntaxError("\(name)=\(text) is not a whole number \(limit)")
        }
        return value
    }

    private func wrong(_ name: String, _ text: String, _ expected: String, _ words: [String]) -> FaultSyntaxError {
        let hint = Suggestion.hint(for: text, among: words).map { "; \($0)" } ?? ""
        return FaultSyntaxError("\(name)=\(text) is not \(expected)\(hint)")
    }
}
