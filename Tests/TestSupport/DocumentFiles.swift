import Foundation

/// The documents in `Tests/Python/documents`, which tests of both languages read.
package enum DocumentFiles {
    /// - Parameter name: of a file there.
    package static func bytes(_ name: String, filePath: String = #filePath) throws -> [UInt8] {
        let tests = URL(filePath: filePath).deletingLastPathComponent().deletingLastPathComponent()
        return Array(try Data(contentsOf: tests.appending(path: "Python/documents/\(name)")))
    }
}
