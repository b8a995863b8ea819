extension JSONValue {
    /// A string, or null.
    package init(_ text: String?) {
        self = text.map { .string($0) } ?? .null
    }

    /// A whole number, or null.
    package init(_ number: Int?) {
        self = number.map { .integer(Int64($0)) } ?? .null
    }
}
