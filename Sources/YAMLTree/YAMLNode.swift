import SourceDiagnostics

/// A node of a YAML document with the place it was written at. Aliases are already replaced by what they name.
package struct YAMLNode: Hashable, Sendable {
    package var value: Value
    package var location: SourceLocation

    package init(_ value: Value, at location: SourceLocation) {
        self.value = value
        self.location = location
    }

    /// What a node holds. Scalars keep their text: what it means is decided where the expected type is known.
    package indirect enum Value: Hashable, Sendable {
        case scalar(Scalar)
        case sequence([YAMLNode])
        case mapping([Pair])
    }

    /// A scalar's text after YAML's unescaping and folding, and how it was written.
    package struct Scalar: Hashable, Sendable {
        package var text: String
        package var style: Style

        package init(_ text: String, _ style: Style) {
            self.text = text
            self.style = style
        }
    }

    /// Only plain scalars can be something else than strings: `"no"` is a string, `no` looks like a boolean.
    package enum Style: Hashable, Sendable {
        case plain, singleQuoted, doubleQuoted, literal, folded
    }

    /// A key, always a string, with its own place, and its value. Pairs keep the order of the text.
    package struct Pair: Hashable, Sendable {
        package var key: String
        package var keyLocation: SourceLocation
        package var value: YAMLNode

        package init(key: String, keyLocation: SourceLocation, value: YAMLNode) {
            self.key = key
            self.keyLocation = keyLocation
            self.value = value
        }
    }
}
