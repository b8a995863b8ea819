import Foundation
import Testing

/// Compares a text with the committed file `Snapshots/<name>.<extension>` beside the test.
///
/// With `RECORD_SNAPSHOTS=1` the file is written anew and the test fails, so that no run blesses itself.
package func expectSnapshot(
    _ text: String,
    named name: String,
    extension fileExtension: String = "txt",
    filePath: String = #filePath,
    sourceLocation: Testing.SourceLocation = #_sourceLocation
) throws {
    let folder = URL(fileURLWithPath: filePath).deletingLastPathComponent().appendingPathComponent("Snapshots")
    try expectSnapshot(
        text,
        at: folder.appendingPathComponent("\(name).\(fileExtension)"),
        sourceLocation: sourceLocation
    )
}

/// Compares a text with a committed file, for pages that are made from the program.
package func expectSnapshot(
    _ text: String,
    at file: URL,
    sourceLocation: Testing.SourceLocation = #_sourceLocation
) throws {
    if ProcessInfo.processInfo.environment["RECORD_SNAPSHOTS"] == "1" {
        let folder = file.deletingLastPathComponent()
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        try Data(text.utf8).write(to: file)
        Issue.record(
            "recorded \(file.path); look at it, then run without RECORD_SNAPSHOTS",
            sourceLocation: sourceLocation
        )
        return
    }
    guard let data = FileManager.default.contents(atPath: file.path) else {
        Issue.record("no snapshot \(file.path); RECORD_SNAPSHOTS=1 writes it", sourceLocation: sourceLocation)
        return
    }
    let expected = lines(of: String(decoding: data, as: UTF8.self))
    let actual = lines(of: text)
    let first = zip(expected, actual).enumerated().first { $1.0 != $1.1 }?.offset ?? min(expected.count, actual.count)
    let difference = """
        line \(first + 1) of \(file.lastPathComponent)
        expected: \(first < expected.count ? expected[first].debugDescription : "(end)")
        actual:   \(first < actual.count ? actual[first].debugDescription : "(end)")
        """
    let isEqual = data == Data(text.utf8)
    #expect(isEqual, "\(difference)", sourceLocation: sourceLocation)
}

private func lines(of text: String) -> [String] {
    text.unicodeScalars.split(separator: "\n", omittingEmptySubsequences: false).map { String($0) }
}
