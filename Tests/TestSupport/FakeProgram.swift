import Foundation

/// A shell script under the name of a program, in a folder of its own. What it writes beside itself, tests can read.
package struct FakeProgram: Sendable {
    package let folder: URL

    /// - Parameter script: for `/bin/sh`, with the folder in `$here`.
    package init(_ name: String, script: String) throws {
        folder = FileManager.default.temporaryDirectory.appending(path: "fake-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: false)
        let file = folder.appending(path: name)
        try Data("#!/bin/sh\nhere='\(folder.path)'\n\(script)\n".utf8).write(to: file)
        try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: file.path)
    }

    package func remove() {
        // What is left in the system's temporary folder is the system's to clean.
        try? FileManager.default.removeItem(at: folder)
    }

    /// Finds this program first, and the system's behind it.
    package var path: String { "\(folder.path):/usr/bin:/bin" }

    package func has(_ file: String) -> Bool {
        FileManager.default.fileExists(atPath: folder.appending(path: file).path)
    }

    /// Waits until the program, or the test, has made a file.
    package func wait(for file: String) async throws {
        while !has(file) { try await Task.sleep(for: .milliseconds(5)) }
    }

    package func write(_ file: String) throws {
        try Data().write(to: folder.appending(path: file))
    }

    package var files: [String] {
        get throws { try FileManager.default.contentsOfDirectory(atPath: folder.path) }
    }

    /// Waits until the process whose number stands in a file does nothing any more. Nobody may have collected it yet.
    package func waitForEnd(ofProcessIn file: String) async throws {
        let number = try String(contentsOf: folder.appending(path: file), encoding: .utf8)
        let status = "/proc/\(number.trimmingCharacters(in: .whitespacesAndNewlines))/stat"
        while let line = try? String(contentsOfFile: status, encoding: .utf8), !line.contains(") Z ") {
            try await Task.sleep(for: .milliseconds(5))
        }
    }
}
