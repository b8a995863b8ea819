import AssistantModel
import OrderedJSON
import SourceDiagnostics

/// A member of an object in a JSON file that people write: a reading that fails reports why and gives nil.
struct PlacedMember {
    let name: String
    let json: PlacedJSON
    let problems: Problems

    var location: SourceLocation { json.location }

    func string() -> String? {
        guard case .string(let text)? = json.scalar else { return wrongType("a string") }
        guard !text.isEmpty else {
            problems.error("empty-value", "`\(name)` has no value", at: location)
            return nil
        }
        return text
    }

    func integer(in range: ClosedRange<Int>) -> Int? {
        guard case .integer(let number)? = json.scalar else { return wrongType("a whole number") }
        guard let number = Int(exactly: number), range.contains(number) else {
            problems.error(
                "out-of-range",
                "`\(name)` is \(number); allowed are \(range.lowerBound.grouped) to \(range.upperBound.grouped)",
                at: location
            )
            return nil
        }
        return number
    }

    /// `YYYY-MM-DD`.
    func day() -> CalendarDay? {
        guard let text = string() else { return nil }
        if let day = CalendarDay(text) { return day }
        problems.error("invalid-date", "\(quoted(text)) is not a day", at: location, hint: "such as 2026-11-20")
        return nil
    }

    /// US dollars.
    func price() -> Price? {
        let text: String
        switch json.scalar {
        case .integer(let number)?: text = String(number)
        // The shortest text of a double is what was written, up to 15 digits.
        case .number(let number)?: text = String(number)
        default: return wrongType("a number of US dollars", hint: "leave out a price that is unknown")
        }
        if let price = Price(decimal: text) { return price }
        problems.error(
            "out-of-range",
            "`\(name)` is \(text); allowed are 0 to 10,000 US dollars with at most 6 decimals",
            at: location
        )
        return nil
    }

    func choice(_ words: [String]) -> String? {
        string().flatMap { problems.checked($0, among: words, of: name, at: location) }
    }

    func list() -> [PlacedMember]? {
        guard let elements = json.elements else { return wrongType("a list") }
        return elements.map { PlacedMember(name: name, json: $0, problems: problems) }
    }

    /// The members of an object by name; unknown ones are reported.
    func members(of owner: String, keys: [String]) -> [String: PlacedMember]? {
        guard let members = json.members else { return wrongType("an object") }
        for member in members where !keys.contains(member.key) {
            problems.error(
                "unknown-key",
                "unknown key \(quoted(member.key)) in \(owner)",
                at: member.keyLocation,
                hint: MappingReader.hint(for: member.key, among: keys)
            )
        }
        return Dictionary(
            members.map { ($0.key, PlacedMember(name: $0.key, json: $0.value, problems: problems)) },
            uniquingKeysWith: { first, _ in first }
        )
    }

    private func wrongType<Value>(_ expected: String, hint: String? = nil) -> Value? {
        problems.error("wrong-type", "`\(name)` must be \(expected), not \(json.summary)", at: location, hint: hint)
        return nil
    }
}
