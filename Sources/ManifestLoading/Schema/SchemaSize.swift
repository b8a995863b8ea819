import OrderedJSON
import SourceDiagnostics

/// What OpenAI counts of a schema with `strict: true`.
struct SchemaSize {
    /// An `enum`.
    struct Values {
        var elements: [PlacedJSON]
        var location: SourceLocation
    }

    private(set) var properties = 0
    private(set) var enums: [Values] = []
    /// Of all enums.
    private(set) var enumValues = 0
    /// Of names of properties and definitions, and of strings in `enum` and `const`; in Unicode scalars.
    private(set) var characters = 0

    /// Counts a schema and everything below it.
    mutating func add(_ schema: PlacedJSON) {
        for member in schema.members ?? [] {
            switch member.key {
            case "properties", "$defs", "definitions":
                let members = member.value.members ?? []
                if member.key == "properties" { properties += members.count }
                for member in members {
                    characters += member.key.unicodeScalars.count
                    add(member.value)
                }
            case "enum":
                let elements = member.value.elements ?? []
                enums.append(Values(elements: elements, location: member.value.location))
                enumValues += elements.count
                characters += elements.reduce(0) { $0 + Self.characters(of: $1) }
            case "const": characters += Self.characters(of: member.value)
            // Samples are no schemas.
            case "default", "example", "examples": break
            default: add(member.value)
            }
        }
        for element in schema.elements ?? [] { add(element) }
    }

    static func characters(of value: PlacedJSON) -> Int {
        value.scalar?.stringValue?.unicodeScalars.count ?? 0
    }
}

/// The limits of a strict schema (docs/openai-api.md, 11.5).
extension SchemaCheck {
    private static let strictProperties = 5_000
    /// Of all `enum` in the schema.
    private static let strictEnumValues = 1_000
    /// Of an `enum` of strings, when it has more values than ``largeEnum``.
    private static let largeEnumCharacters = 15_000
    private static let largeEnum = 250
    /// Of all names of properties and definitions, and of all values of `enum` and `const`.
    private static let strictCharacters = 120_000

    func checkSize() {
        var size = SchemaSize()
        size.add(root)
        limit(size.properties, "properties", Self.strictProperties)
        limit(size.enumValues, "values in its enums", Self.strictEnumValues)
        limit(size.characters, "characters in its names and values", Self.strictCharacters)
        for list in size.enums where list.elements.count > Self.largeEnum {
            let characters = list.elements.reduce(0) { $0 + SchemaSize.characters(of: $1) }
            guard characters > Self.largeEnumCharacters else { continue }
            report(
                .size,
                "an enum of more than \(Self.largeEnum) values may have \(Self.largeEnumCharacters.grouped) characters "
                    + "in a strict schema; this one has \(characters.grouped)",
                at: list.location
            )
        }
    }

    private func limit(_ count: Int, _ what: String, _ maximum: Int) {
        guard count > maximum else { return }
        report(
            .size,
            "\(owner) has \(count.grouped) \(what); a strict schema has at most \(maximum.grouped)",
            at: root.location
        )
    }
}
