import Foundation
import FuzzChecks

/// The inputs in `Tests/Fuzzing/Corpus/<target>/`.
enum Corpus {
    /// Sorted by name.
    static func inputs(of target: FuzzTarget, filePath: String = #filePath) throws -> [(name: String, bytes: [UInt8])] {
        let folder = URL(fileURLWithPath: filePath).deletingLastPathComponent().deletingLastPathComponent()
            .appendingPathComponent("Fuzzing/Corpus/\(target.rawValue)")
        let names = try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted()
        return try names.map { ($0, Array(try Data(contentsOf: folder.appendingPathComponent($0)))) }
    }
}
