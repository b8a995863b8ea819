/// What may stand under a key of a manifest.
package indirect enum ManifestValue: Sendable {
    /// At most so many characters; nil for as many as one likes.
    case text(maximum: Int? = nil)
    /// One of some words.
    case word([String])
    case flag
    case integer(ClosedRange<Int>)
    case number(ClosedRange<Double>)
    /// A name that obeys a rule.
    case name(IdentifierRule)
    /// Of a file or folder, relative to the manifest that names it.
    case path
    /// An http or https URL.
    case url
    case list(ManifestValue, maximum: Int? = nil)
    case mapping(ManifestMapping)
    /// A mapping whose keys are the user's own, by a rule; at most so many of them.
    case named(ManifestValue, by: IdentifierRule? = nil, maximum: Int? = nil)
    /// The word `null`, or something else.
    case nullable(ManifestValue)
    /// Any JSON, in YAML or in a file: `{ file: <path> }`.
    case json
    /// A condition on the attributes of files, or several of them.
    case filter
    /// One of several, told apart by how the value is written; the last for what is none of them.
    case either([ManifestValue])
    /// A string, a number or a boolean.
    case scalar
}

extension ManifestValue {
    /// A text of any length.
    static let text = ManifestValue.text()
}
