import GRDB

extension Migrations {
    static func skills(_ db: Database) throws {
        try db.execute(
            sql: """
                CREATE TABLE skill (
                    sequence INTEGER PRIMARY KEY AUTOINCREMENT,
                    id TEXT NOT NULL UNIQUE, account TEXT NOT NULL, createdAt INTEGER NOT NULL,
                    defaultNumber INTEGER NOT NULL, lastNumber INTEGER NOT NULL);
                CREATE TABLE skillVersion (
                    sequence INTEGER PRIMARY KEY AUTOINCREMENT,
                    id TEXT NOT NULL UNIQUE, skillID TEXT NOT NULL REFERENCES skill(id) ON DELETE CASCADE,
                    number INTEGER NOT NULL, createdAt INTEGER NOT NULL, visibleAt REAL NOT NULL,
                    name TEXT NOT NULL, description TEXT NOT NULL, UNIQUE (skillID, number));
                """
        )
    }

    static func responses(_ db: Database) throws {
        try db.execute(
            sql: """
                CREATE TABLE response (
                    sequence INTEGER PRIMARY KEY AUTOINCREMENT,
                    id TEXT NOT NULL UNIQUE, account TEXT NOT NULL, createdAt INTEGER NOT NULL,
                    body TEXT NOT NULL, input TEXT NOT NULL);
                CREATE TABLE conversation (
                    sequence INTEGER PRIMARY KEY AUTOINCREMENT,
                    id TEXT NOT NULL UNIQUE, account TEXT NOT NULL, createdAt INTEGER NOT NULL,
                    metadata TEXT NOT NULL, items TEXT NOT NULL);
                CREATE TABLE container (
                    sequence INTEGER PRIMARY KEY AUTOINCREMENT,
                    id TEXT NOT NULL UNIQUE, account TEXT NOT NULL, createdAt INTEGER NOT NULL,
                    lastActiveAt INTEGER NOT NULL, name TEXT NOT NULL, expiresAfterMinutes INTEGER NOT NULL,
                    memoryLimit TEXT NOT NULL, networkPolicy TEXT NOT NULL);
                CREATE TABLE containerFile (
                    sequence INTEGER PRIMARY KEY AUTOINCREMENT,
                    id TEXT NOT NULL UNIQUE,
                    containerID TEXT NOT NULL REFERENCES container(id) ON DELETE CASCADE,
                    createdAt INTEGER NOT NULL, bytes INTEGER NOT NULL, path TEXT NOT NULL, source TEXT NOT NULL);
                """
        )
    }
}
