import AssistantModel
import Checks
import Foundation
import ManifestLoading
import StateDatabase

/// Where the runs of checks are kept: `.assistantctl/checks.sqlite` beside the assistants folder. Nothing else depends on
/// it: whoever deletes it loses what `check --history` shows.
struct CheckHistoryStore: Sendable {
    /// Runs of one check that are kept.
    static let runsOfCheck = 100
    /// Runs of all checks that are kept: about 4 MB.
    static let runs = 20_000

    private static let schema = SQLSchema(
        name: "checks",
        steps: [
            { dialect in
                [
                    """
                    CREATE TABLE check_run(
                        id \(dialect.counter),
                        project TEXT NOT NULL,
                        environment TEXT NOT NULL,
                        assistant TEXT NOT NULL,
                        fingerprint TEXT NOT NULL,
                        model TEXT NOT NULL,
                        definition TEXT NOT NULL,
                        ended_at BIGINT NOT NULL,
                        verdict TEXT NOT NULL,
                        right_answers BIGINT NOT NULL,
                        wrong_answers BIGINT NOT NULL
                    )
                    """,
                    "CREATE INDEX check_run_of ON check_run(project, environment, assistant, fingerprint)",
                ]
            }
        ]
    )

    private let database: any SQLDatabase
    private let project: String
    private let environment: String

    /// Makes the tables where they are missing.
    ///
    /// - Throws: ``StateDatabase/SQLFailure`` for what is no database, is locked, cannot be written, or is of a newer
    ///   version.
    init(_ database: some SQLDatabase, project: String, environment: String) async throws(SQLFailure) {
        try await Self.schema.prepare(database)
        self.database = database
        self.project = project
        self.environment = environment
    }

    /// Adds a run, and lets go of the oldest beyond the limits.
    func keep(_ records: [CheckRecord]) async throws(SQLFailure) {
        try await database.write("checks") { [project, environment] session throws(SQLFailure) in
            for record in records {
                try session.execute(
                    """
                    INSERT INTO check_run(project, environment, assistant, fingerprint, model, definition, ended_at,
                        verdict, right_answers, wrong_answers)
                    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                    """,
                    [
                        .text(project), .text(environment), .text(record.assistant), .text(record.check),
                        .text(record.definition.model), .text(record.definition.fingerprint),
                        .integer(Int64(record.time)), .text(record.verdict.rawValue),
                        .integer(Int64(record.tally.right)), .integer(Int64(record.tally.wrong)),
                    ]
                )
            }
            try session.execute(
                """
                DELETE FROM check_run WHERE id IN (
                    SELECT id FROM (
                        SELECT id, ROW_NUMBER() OVER (
                            PARTITION BY project, environment, assistant, fingerprint ORDER BY id DESC
                        ) AS place FROM check_run
                    ) AS numbered WHERE place > ?
                )
                """,
                [.integer(Int64(Self.runsOfCheck))]
            )
            try session.execute(
                "DELETE FROM check_run WHERE id <= (SELECT MAX(id) FROM check_run) - ?",
                [.integer(Int64(Self.runs))]
            )
        }
    }

    /// All runs of this project and environment, oldest first. Rows that this program cannot read are passed over.
    func records() async throws(SQLFailure) -> [CheckRecord] {
        try await database.read { [project, environment] session throws(SQLFailure) in
            let rows = try session.rows(
                "SELECT * FROM check_run WHERE project = ? AND environment = ? ORDER BY id",
                [.text(project), .text(environment)]
            )
            var records: [CheckRecord] = []
            for row in rows {
                guard let verdict = SequentialTest.Verdict(rawValue: try row.text("verdict")) else { continue }
                records.append(
                    CheckRecord(
                        assistant: try row.text("assistant"),
                        check: try row.text("fingerprint"),
                        definition: CheckedDefinition(
                            model: try row.text("model"),
                            fingerprint: try row.text("definition")
                        ),
                        time: Int(try row.integer("ended_at")),
                        verdict: verdict,
                        tally: AnswerTally(
                            right: Int(try row.integer("right_answers")),
                            wrong: Int(try row.integer("wrong_answers"))
                        )
                    )
                )
            }
            return records
        }
    }

    /// Ends all connections.
    func close() async { await database.close() }
}

extension CheckHistoryStore {
    /// The file of a project.
    static func file(of project: LoadedProject) -> String {
        let location = EmbeddedSandboxLocation(assistantsFolder: project.settings.folder)
        return URL(filePath: location.database).deletingLastPathComponent().appending(path: "checks.sqlite")
            .path(percentEncoded: false)
    }

    /// Opens the file of a project, and makes it where it is missing.
    static func open(_ project: LoadedProject) async throws(SQLFailure) -> CheckHistoryStore {
        do throws(SandboxUnavailable) {
            try EmbeddedSandboxLocation(assistantsFolder: project.settings.folder).prepareFolder()
        } catch {
            let folder = URL(filePath: file(of: project)).deletingLastPathComponent().path(percentEncoded: false)
            throw SQLFailure(.unavailable, "the folder \(folder) cannot be written")
        }
        let database = try SQLiteDatabase(path: file(of: project), clock: { Int64(Date().timeIntervalSince1970) })
        return try await CheckHistoryStore(
            database,
            project: project.desired.project,
            environment: project.desired.environment.name
        )
    }
}
