/// Why a text is not JSON, with the place: line and column count from 1, columns in Unicode scalars.
package struct JSONError: Error, Hashable, Sendable, CustomStringConvertible {
    package var message: String
    package var line: Int
    package var column: Int

    package var description: String { "\(message) at line \(line), column \(column)" }
}

/// A key that stands a second time in its object, with the place of its opening quote, counted as in ``JSONError``.
package struct JSONDuplicateKey: Hashable, Sendable {
    package var key: String
    package var line: Int
    package var column: Int
}

/// Reads JSON text (RFC 8259) into values that keep the order of keys.
package struct JSONReader: Sendable {
    /// Arrays and objects inside each other; more is refused, so that no input can exhaust the stack.
    package var maximumDepth: Int
    /// Values in the text, those of keys that come again included; more is refused where the first too many begins, so
    /// that no input costs more than that.
    package var maximumValues: Int
    /// Refuses what RFC 8259 leaves to readers: a second equal key in an object, half of a surrogate pair, and a byte
    /// order mark.
    package var isStrict: Bool
    /// Reads `1.0` as a ``JSONValue/number(_:)``, for who shows numbers as they were written.
    package var keepsFractions: Bool

    package init(
        maximumDepth: Int = 128,
        maximumValues: Int = .max,
        isStrict: Bool = false,
        keepsFractions: Bool = false
    ) {
        self.maximumDepth = maximumDepth
        self.maximumValues = maximumValues
        self.isStrict = isStrict
        self.keepsFractions = keepsFractions
    }

    /// Reads one value and nothing behind it but white space. Of equal keys in one object the last wins, unless the
    /// reader is strict.
    ///
    /// - Throws: ``JSONError`` for anything that is not one JSON value in UTF-8.
    package func value(from bytes: some Collection<UInt8>) throws(JSONError) -> JSONValue {
        var parser = JSONParser(bytes: Array(bytes), options: self)
        return try parser.parseDocument()
    }

    package func value(from text: String) throws(JSONError) -> JSONValue {
        try value(from: text.utf8)
    }

    /// Reads one value like ``value(from:)``, and reports every key that its object already has, in the order of the
    /// text: in what people write a second key is a mistake.
    package func value(
        from bytes: some Collection<UInt8>,
        onDuplicateKey report: (JSONDuplicateKey) -> Void
    ) throws(JSONError) -> JSONValue {
        var parser = JSONParser(bytes: Array(bytes), options: self)
        let value = try parser.parseDocument()
        parser.duplicateKeys().forEach(report)
        return value
    }
}
