import StateDatabase

extension SQLSchema {
    /// The tables of the chat server.
    static let chats = SQLSchema(
        name: "serve",
        steps: [
            { dialect in
                [
                    """
                    CREATE TABLE chat(
                      scope TEXT NOT NULL, visitor TEXT NOT NULL, id TEXT NOT NULL, assistant TEXT NOT NULL,
                      title TEXT NOT NULL, updated_at BIGINT NOT NULL, PRIMARY KEY (scope, visitor, id))
                    """,
                    "CREATE INDEX chat_age ON chat(scope, updated_at)",
                    """
                    CREATE TABLE message(
                      number \(dialect.counter), scope TEXT NOT NULL, visitor TEXT NOT NULL,
                      chat TEXT NOT NULL, id TEXT NOT NULL, role TEXT NOT NULL, text TEXT NOT NULL, parts TEXT NOT NULL,
                      created_at BIGINT NOT NULL, state TEXT NOT NULL, rating TEXT, answers TEXT, replaces TEXT,
                      UNIQUE (scope, visitor, chat, id),
                      FOREIGN KEY (scope, visitor, chat) REFERENCES chat(scope, visitor, id) ON DELETE CASCADE)
                    """,
                    """
                    CREATE TABLE rating(
                      scope TEXT NOT NULL, visitor TEXT NOT NULL, chat TEXT NOT NULL, message TEXT NOT NULL,
                      assistant TEXT NOT NULL, rating TEXT NOT NULL, comment TEXT, at BIGINT NOT NULL,
                      PRIMARY KEY (scope, visitor, chat, message))
                    """,
                    """
                    CREATE TABLE pot(
                      scope TEXT NOT NULL, day BIGINT NOT NULL, name TEXT NOT NULL, spent BIGINT NOT NULL,
                      reserved BIGINT NOT NULL, PRIMARY KEY (scope, day, name))
                    """,
                    """
                    CREATE TABLE reservation(
                      scope TEXT NOT NULL, id TEXT NOT NULL, amount BIGINT NOT NULL, pots TEXT NOT NULL,
                      day BIGINT NOT NULL, expires BIGINT NOT NULL, is_sent BIGINT NOT NULL, PRIMARY KEY (scope, id))
                    """,
                    """
                    CREATE TABLE hits(
                      scope TEXT NOT NULL, name TEXT NOT NULL, opened BIGINT NOT NULL, ends BIGINT NOT NULL,
                      count BIGINT NOT NULL, PRIMARY KEY (scope, name, opened))
                    """,
                    "CREATE TABLE thread(scope TEXT NOT NULL, id TEXT NOT NULL, PRIMARY KEY (scope, id))",
                    """
                    CREATE TABLE secret(
                      scope TEXT NOT NULL, name TEXT NOT NULL, value \(dialect.bytes) NOT NULL, made BIGINT NOT NULL,
                      PRIMARY KEY (scope, name))
                    """,
                ]
            },
            { _ in ["ALTER TABLE thread ADD COLUMN answer TEXT"] },
            { dialect in
                [
                    """
                    CREATE TABLE running(
                      scope TEXT NOT NULL, id TEXT NOT NULL, instance TEXT NOT NULL, visitor TEXT, chat TEXT,
                      beat BIGINT NOT NULL, is_stopped BIGINT NOT NULL, followed BIGINT NOT NULL,
                      PRIMARY KEY (scope, id))
                    """,
                    "CREATE INDEX running_chat ON running(scope, visitor, chat)",
                    """
                    CREATE TABLE part(
                      number \(dialect.counter), scope TEXT NOT NULL, answer TEXT NOT NULL,
                      place BIGINT NOT NULL, pieces TEXT NOT NULL, at BIGINT NOT NULL)
                    """,
                    "CREATE INDEX part_answer ON part(scope, answer, number)",
                ]
            },
            { _ in
                [
                    """
                    CREATE TABLE forgotten(
                      scope TEXT NOT NULL, visitor TEXT NOT NULL, at BIGINT NOT NULL, PRIMARY KEY (scope, visitor))
                    """,
                    "ALTER TABLE running ADD COLUMN address TEXT",
                    "CREATE INDEX running_address ON running(scope, address)",
                    "CREATE INDEX reservation_end ON reservation(scope, expires)",
                ]
            },
        ]
    )
}
