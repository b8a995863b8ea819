import SourceDiagnostics
import YAMLTree

/// A scalar of a manifest whose value certainly holds a secret. Escapes and line breaks can keep one out of the text as it
/// is written.
struct SecretScalar: Sendable {
    var location: SourceLocation
    /// As a message says it: "a token of GitHub".
    var name: String

    /// Those that are not written as they read, in the order of the documents.
    static func all(in documents: [YAMLNode]) -> [SecretScalar] {
        var found: [SecretScalar] = []
        var open = Array(documents.reversed())
        while let node = open.popLast() {
            switch node.value {
            case .sequence(let nodes): open += nodes.reversed()
            case .mapping(let pairs): open += pairs.map(\.value).reversed()
            case .scalar(let scalar):
                guard isWrittenOtherwise(scalar, at: node.location),
                    let finding = SecretScan.findings(in: scalar.text).first(where: \.isCertain)
                else { continue }
                found.append(SecretScalar(location: node.location, name: finding.name))
            }
        }
        return found
    }

    private static func isWrittenOtherwise(_ scalar: YAMLNode.Scalar, at location: SourceLocation) -> Bool {
        guard let range = location.range else { return true }
        return scalar.style == .doubleQuoted || scalar.style == .folded || range.start.line != range.end.line
    }
}
