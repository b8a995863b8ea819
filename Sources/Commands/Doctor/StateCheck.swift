import ChatServer
import Foundation
import Rendering
import StateDatabase

/// Whether the place where `serve` keeps chats, money and limits can be used. Nothing is made there.
struct StateCheck: Sendable {
    /// Of the manifests.
    let folder: String
    let variables: [String: String]

    func run() async -> DoctorCheck {
        let place = variables[ServeStore.variable].flatMap { $0.isEmpty ? nil : $0 }
        if let place, ServeStore.isServer(place) { return await server(place) }
        return file(place.map(absolutePath) ?? ServeStore.standardFile(besides: folder))
    }

    // MARK: a server

    /// Seconds by which two clocks may differ.
    static let tolerance: Int64 = 30

    private struct Server: Sendable {
        var version: String
        var isStandby: Bool
        var mayCreate: Bool
        var time: Int64
    }

    private func server(_ url: String) async -> DoctorCheck {
        do throws(SQLFailure) {
            let database = try PostgreSQLDatabase(url: url, connections: 1)
            let server: Server
            do throws(SQLFailure) {
                server = try await Self.look(at: database)
            } catch {
                await database.close()
                throw error
            }
            await database.close()
            return verdict(on: server)
        } catch {
            return DoctorCheck(
                name: "state",
                status: .failure,
                detail: error.message,
                advice:
                    "\(ServeStore.variable) says where the state is; a password may stand in PGPASSWORD or ~/.pgpass"
            )
        }
    }

    private static func look(at database: PostgreSQLDatabase) async throws(SQLFailure) -> Server {
        try await database.read { session throws(SQLFailure) in
            let row = try session.row(
                """
                SELECT current_setting('server_version') AS version,
                  CASE WHEN pg_is_in_recovery() THEN 1::bigint ELSE 0::bigint END AS standby,
                  CASE WHEN has_schema_privilege(current_schema(), 'CREATE') THEN 1::bigint ELSE 0::bigint END AS creates
                """,
                []
            )
            guard let row else { throw SQLFailure(.refused, "the database does not say which it is") }
            return Server(
                version: try row.text("version"),
                isStandby: try row.integer("standby") != 0,
                mayCreate: try row.integer("creates") != 0,
                time: try session.now()
            )
        }
    }

    private func verdict(on server: Server) -> DoctorCheck {
        let name = "PostgreSQL \(server.version)"
        guard !server.isStandby else {
            return DoctorCheck(
                name: "state",
                status: .failure,
                detail: "\(name) is a standby: nothing can be written there",
                advice: "name the primary server in \(ServeStore.variable)"
            )
        }
        guard server.mayCreate else {
            return DoctorCheck(
                name: "state",
                status: .warning,
                detail: "\(name): this user may make no tables",
                advice: "GRANT CREATE ON SCHEMA to it, at least for the first start and after an update"
            )
        }
        let ahead = server.time - Int64(Date().timeIntervalSince1970)
        guard abs(ahead) <= Self.tolerance else {
            return DoctorCheck(
                name: "state",
                status: .warning,
                detail: "\(name), whose clock is \(abs(ahead)) s \(ahead > 0 ? "ahead of" : "behind") this machine's",
                advice: "set both clocks: days of budgets are those of the store"
            )
        }
        return DoctorCheck(name: "state", status: .ok, detail: "\(name), shared by every instance that names it")
    }

    // MARK: a file

    private func file(_ path: String) -> DoctorCheck {
        let files = FileManager.default
        func failure(_ detail: String, _ advice: String) -> DoctorCheck {
            DoctorCheck(name: "state", status: .failure, detail: detail, advice: advice)
        }
        var isFolder: ObjCBool = false
        guard files.fileExists(atPath: path, isDirectory: &isFolder) else {
            var parent = URL(filePath: path).deletingLastPathComponent()
            // The folder beside the manifests is made with the file.
            if parent.lastPathComponent == ".assistantctl",
                !files.fileExists(atPath: parent.path(percentEncoded: false))
            {
                parent.deleteLastPathComponent()
            }
            let shown = parent.path(percentEncoded: false)
            guard files.isWritableFile(atPath: shown) else {
                return failure("\(path) cannot be made", "make \(shown) writable, or name another place in --store")
            }
            return DoctorCheck(name: "state", status: .ok, detail: "\(path), made with the first start")
        }
        guard !isFolder.boolValue else { return failure("\(path) is a folder", "name a file in --store") }
        guard files.isWritableFile(atPath: path), files.isReadableFile(atPath: path) else {
            return failure("\(path) cannot be written", "make it yours, or name another place in --store")
        }
        let mode = (try? files.attributesOfItem(atPath: path))?[.posixPermissions] as? Int ?? 0
        guard mode & 0o077 == 0 else {
            return DoctorCheck(
                name: "state",
                status: .warning,
                detail: "\(path) can be read by others, and holds chats and the key of visitors' tokens",
                advice: "chmod 600 \(path)"
            )
        }
        return DoctorCheck(name: "state", status: .ok, detail: path)
    }
}
