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
