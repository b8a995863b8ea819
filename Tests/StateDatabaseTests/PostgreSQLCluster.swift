import Foundation
import Programs

/// A PostgreSQL server of its own for one test, on a socket in a folder that goes with it.
struct PostgreSQLCluster {
    private let folder: URL
    private let programs: URL

    /// For libpq.
    var url: String { "postgres://tester@/postgres?host=\(folder.path)" }

    /// Where Debian keeps the server's programs; nil where it is not installed, or where root has no other user to run
    /// it: PostgreSQL refuses to run as root.
    static let programs: URL? = {
        let root = URL(filePath: "/usr/lib/postgresql")
        let versions = (try? FileManager.default.contentsOfDirectory(atPath: root.path)) ?? []
        let folders = versions.sorted { $0.localizedStandardCompare($1) == .orderedAscending }.map {
            root.appending(path: "\($0)/bin")
        }
        guard getuid() != 0 || getpwnam("postgres") != nil else { return nil }
        return folders.last { FileManager.default.isExecutableFile(atPath: $0.appending(path: "initdb").path) }
    }()

    static var isInstalled: Bool { programs != nil }

    /// Runs the body beside a server that has just been made.
    static func run(_ body: (PostgreSQLCluster) async throws -> Void) async throws {
        guard let programs else { throw ClusterFailure(description: "PostgreSQL is not installed") }
        // Names of sockets are at most 107 bytes long.
        let folder = URL(filePath: "/tmp/pg-\(UInt32.random(in: 0 ... .max))")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: false)
        defer { try? FileManager.default.removeItem(at: folder) }
        if getuid() == 0 { try await call(URL(filePath: "/bin/chown"), ["postgres", folder.path], asRoot: true) }
        let cluster = PostgreSQLCluster(folder: folder, programs: programs)
        try await call(
            programs.appending(path: "initdb"),
            ["-D", folder.appending(path: "data").path, "-U", "tester", "-A", "trust", "-E", "UTF8", "--no-sync"]
        )
        try await cluster.start()
        let outcome: Result<Void, any Error>
        do { outcome = .success(try await body(cluster)) } catch { outcome = .failure(error) }
        try? await cluster.stop()
        try outcome.get()
    }

    func start() async throws {
        let options = "-k \(folder.path) -c listen_addresses= -c fsync=off -c max_connections=40"
        try await control(["-w", "-l", folder.appending(path: "log").path, "-o", options, "start"])
    }

    /// At once, as if it were killed.
    func stop() async throws { try await control(["-m", "immediate", "stop"]) }

    private func control(_ arguments: [String]) async throws {
        try await Self.call(
            programs.appending(path: "pg_ctl"),
            ["-D", folder.appending(path: "data").path] + arguments
        )
    }

    private static func call(_ program: URL, _ arguments: [String], asRoot: Bool = false) async throws {
        let drops = getuid() == 0 && !asRoot
        let run = Program(
            drops ? "/usr/bin/setpriv" : program.path,
            arguments: (drops ? ["--reuid=postgres", "--regid=postgres", "--clear-groups", program.path] : [])
                + arguments,
            environment: ["PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8"],
            limits: Program.Limits(time: .seconds(120), outputBytes: 1_000_000)
        )
        let outcome = try await run.run()
        guard outcome.ending == .exit(0) else {
            throw ClusterFailure(description: "\(program.lastPathComponent) ended as \(outcome.ending)")
        }
    }
}

struct ClusterFailure: Error, CustomStringConvertible {
    var description: String
}
