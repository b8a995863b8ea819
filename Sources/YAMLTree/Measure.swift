/// What a node costs once every alias in it is replaced by what it names.
struct Measure {
    /// Scalars, sequences, mappings and keys.
    var nodes = 0
    /// Bytes of all scalars and keys.
    var textBytes = 0
    /// Collections inside each other: 0 for a scalar.
    var height = 0

    /// Adds what stands beside what is already counted.
    mutating func add(_ other: Measure) {
        nodes += other.nodes
        textBytes += other.textBytes
        height = max(height, other.height)
    }
}

/// A finished node and its cost.
struct Subtree {
    var node: YAMLNode
    var measure: Measure
}
