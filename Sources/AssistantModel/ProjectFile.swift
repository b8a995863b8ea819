import OrderedJSON
import SourceDiagnostics

/// A file of the project that is uploaded: where it lies and what the manifest says of it, without its content.
package struct ProjectFile: Equatable, Sendable {
    /// Below `files_root`, parts joined by `/`: the identity of the file.
    package var path: String
    /// The user's own attributes: strings, numbers and booleans; at most 14.
    package var attributes: [String: JSONValue]
    /// The line of the manifest that names it: a path or a glob.
    package var origin: SourceLocation

    /// A file that a manifest names.
    package init(path: String, attributes: [String: JSONValue] = [:], origin: SourceLocation) {
        self.path = path
        self.attributes = attributes
        self.origin = origin
    }

    /// The attribute of a member of a vector store that says which file of the project it is.
    package static let pathAttribute = "path"

    /// The part behind the last `/`: the name that models and citations show.
    package var name: String { Self.name(ofPath: path) }

    /// The part of a path behind its last `/`, or of a folder's path that ends with one, the part before that. Bytes
    /// decide, as in every path.
    package static func name(ofPath path: String) -> String {
        let slash = UInt8(ascii: "/")
        guard let last = path.utf8.lastIndex(where: { $0 != slash }) else { return path }
        let start = path.utf8[..<last].lastIndex(of: slash).map { path.utf8.index(after: $0) }
        return String(Substring(path.utf8[(start ?? path.startIndex)...last]))
    }

    /// The name that the file goes up under: its own, with a lower-case extension, because servers refuse others
    /// (docs/openai-api.md, 6.10).
    package static func uploadName(ofPath path: String) -> String {
        let name = name(ofPath: path)
        guard let dot = name.utf8.lastIndex(of: UInt8(ascii: ".")), dot != name.startIndex else { return name }
        return name[..<dot] + name[dot...].lowercased()
    }
}

/// What a file held when it was read for planning.
package struct FileContent: Hashable, Sendable, Codable {
    /// Lower-case hexadecimal SHA-256 of the bytes.
    package var sha256: String
    /// The size.
    package var bytes: Int

    /// A content by its hash and size.
    package init(sha256: String, bytes: Int) {
        self.sha256 = sha256
        self.bytes = bytes
    }
}
