import GRDB

/// The tables of a store, and how they came to be. Steps are only added: an older program refuses what a newer one made.
enum SQLiteSchema {
    static var migrator: DatabaseMigrator {
        var migrator = DatabaseMigrator()
        migrator.registerMigration("chats") { db in
            try db.execute(
                sql: """
                    CREATE TABLE chat(
                      scope TEXT NOT NULL, visitor TEXT NOT NULL, id TEXT NOT NULL, assistant TEXT NOT NULL,
                      title TEXT NOT NULL, updated_at INTEGER NOT NULL, PRIMARY KEY (scope, visitor, id));
                    CREATE INDEX chat_age ON chat(scope, updated_at);
                    CREATE TABLE message(
                      number INTEGER PRIMARY KEY AUTOINCREMENT, scope TEXT NOT NULL, visitor TEXT NOT NULL,
                      chat TEXT NOT NULL, id TEXT NOT NULL, role TEXT NOT NULL, text TEXT NOT NULL, parts TEXT NOT NULL,
                      created_at INTEGER NOT NULL, state TEXT NOT NULL, rating TEXT, answers TEXT, replaces TEXT,
                      UNIQUE (scope, visitor, chat, id),
                      FOREIGN KEY (scope, visitor, chat) REFERENCES chat(scope, visitor, id) ON DELETE CASCADE);
                    CREATE TABLE rating(
                      scope TEXT NOT NULL, visitor TEXT NOT NULL, chat TEXT NOT NULL, message TEXT NOT NULL,
                      assistant TEXT NOT NULL, rating TEXT NOT NULL, comment TEXT, at INTEGER NOT NULL,
                      PRIMARY KEY (scope, visitor, chat, message));
                    CREATE TABLE pot(
                      scope TEXT NOT NULL, day INTEGER NOT NULL, name TEXT NOT NULL, spent INTEGER NOT NULL,
                      reserved INTEGER NOT NULL, PRIMARY KEY (scope, day, name));
                    CREATE TABLE reservation(
                      scope TEXT NOT NULL, id TEXT NOT NULL, amount INTEGER NOT NULL, pots TEXT NOT NULL,
                      day INTEGER NOT NULL, expires INTEGER NOT NULL, is_sent INTEGER NOT NULL,
                      PRIMARY KEY (scope, id));
                    CREATE TABLE hits(
                      scope TEXT NOT NULL, name TEXT NOT NULL, opened INTEGER NOT NULL, ends INTEGER NOT NULL,
                      count INTEGER NOT NULL, PRIMARY KEY (scope, name, opened));
                    CREATE TABLE thread(scope TEXT NOT NULL, id TEXT NOT NULL, PRIMARY KEY (scope, id));
                    CREATE TABLE secret(
                      scope TEXT NOT NULL, name TEXT NOT NULL, value BLOB NOT NULL, made INTEGER NOT NULL,
                      PRIMARY KEY (scope, name));
                    """
            )
        }
        return migrator
    }
}
