import Foundation
import GRDB

/// The SQLite database behind the sandbox. A file is opened in WAL mode, so that a command and a running server can
/// share it.
struct AccountDatabase: Sendable {
    let writer: any DatabaseWriter

    init(_ location: SandboxConfiguration.Database) throws {
        var configuration = Configuration()
        configuration.busyMode = .timeout(10)
        configuration.foreignKeysEnabled = true
        switch location {
        case .memory:
            writer = try DatabaseQueue(configuration: configuration)
        case .file(let path):
            let folder = URL(fileURLWithPath: path).deletingLastPathComponent()
            try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
            // SQLite gives the files beside the database the permissions that it has.
            try PrivateFiles.handle(path, keepsContent: true).close()
            for file in [path, path + "-wal", path + "-shm"] { PrivateFiles.restrict(file) }
            writer = try DatabasePool(path: path, configuration: configuration)
        }
        try Migrations.all.migrate(writer)
    }

    func read<Value: Sendable>(_ body: @escaping @Sendable (Database) throws -> Value) async throws -> Value {
        try await writer.read(body)
    }

    func write<Value: Sendable>(_ body: @escaping @Sendable (Database) throws -> Value) async throws -> Value {
        try await writer.write(body)
    }
}
