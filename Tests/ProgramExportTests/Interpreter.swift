import Foundation
import Programs
import Testing

/// Programs of others that read sources.
enum Interpreter {
    static func isThere(_ name: String) -> Bool {
        (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":").contains { folder in
            FileManager.default.isExecutableFile(atPath: "\(folder)/\(name)")
        }
    }

    /// - Returns: what it prints.
    static func run(_ name: String, _ arguments: [String], _ input: String = "") async throws -> String {
        let program = Program(
            name,
            arguments: arguments,
            environment: ProcessInfo.processInfo.environment,
            limits: .init(time: .seconds(240), outputBytes: 50_000_000),
            errors: .shown
        )
        let outcome = try await program.run(input: Array(input.utf8))
        #expect(outcome.ending == .exit(0), "\(name) failed")
        return String(decoding: outcome.output, as: UTF8.self)
    }
}

/// A file in a temporary folder of its own.
struct TemporaryScript {
    let path: String
    private let folder: URL

    init(_ text: String, named name: String) throws {
        folder = FileManager.default.temporaryDirectory.appending(path: "program-export-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        let file = folder.appending(path: name)
        try Data(text.utf8).write(to: file)
        path = file.path(percentEncoded: false)
    }

    func remove() { try? FileManager.default.removeItem(at: folder) }
}
