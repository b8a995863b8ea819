/// The tables of a program, step by step as its versions added them. Steps are never changed: a database is taken from
/// whichever it has to the last, and an older program refuses one that has more.
package struct SQLSchema: Sendable {
    /// Of the program's part of the database: others may have theirs in the same one.
    package var name: String
    /// The statements of each step.
    package var steps: [@Sendable (SQLDialect) -> [String]]

    /// A schema by its steps, the oldest first.
    package init(name: String, steps: [@Sendable (SQLDialect) -> [String]]) {
        self.name = name
        self.steps = steps
    }

    /// Brings a database up to date.
    ///
    /// - Throws: ``SQLFailure``, of the kind `newer` for a database that a newer program made.
    package func prepare(_ database: some SQLDatabase) async throws(SQLFailure) {
        try await database.write("schema/\(name)") { [self] session throws(SQLFailure) in
            try session.execute(
                "CREATE TABLE IF NOT EXISTS schema_step(name TEXT NOT NULL, step BIGINT NOT NULL, PRIMARY KEY (name, step))",
                []
            )
            let found = try session.rows("SELECT step FROM schema_step WHERE name = ?", [.text(name)]).count
            guard found <= steps.count else {
                throw SQLFailure(.newer, "the database was made by a newer version of assistantctl: update this one")
            }
            for (index, step) in steps.enumerated().dropFirst(found) {
                for statement in step(session.dialect) { try session.execute(statement, []) }
                try session.execute(
                    "INSERT INTO schema_step(name, step) VALUES (?, ?)",
                    [.text(name), .integer(Int64(index))]
                )
            }
        }
    }
}
