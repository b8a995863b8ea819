import GRDB

/// The tables of the account. `sequence` is the order of creation: lists sort by it, so that objects of one second keep
/// one order. Times are Unix seconds.
enum Migrations {
    static var all: DatabaseMigrator {
        var migrator = DatabaseMigrator()
        migrator.registerMigration("files", migrate: files)
        migrator.registerMigration("vector stores", migrate: vectorStores)
        migrator.registerMigration("assistants", migrate: assistants)
        migrator.registerMigration("skills", migrate: skills)
        migrator.registerMigration("responses", migrate: responses)
        migrator.registerMigration("search forms", migrate: searchForms)
        return migrator
    }

    private static func files(_ db: Database) throws {
        try db.execute(
            sql: """
                CREATE TABLE file (
                    sequence INTEGER PRIMARY KEY AUTOINCREMENT,
                    id TEXT NOT NULL UNIQUE, account TEXT NOT NULL, createdAt INTEGER NOT NULL, expiresAt INTEGER,
                    filename TEXT NOT NULL, purpose TEXT NOT NULL, bytes INTEGER NOT NULL);
                CREATE INDEX fileByAccount ON file(account);
                CREATE TABLE fileText (
                    fileID TEXT PRIMARY KEY REFERENCES file(id) ON DELETE CASCADE,
                    text TEXT, errorCode TEXT, errorMessage TEXT);
                CREATE TABLE upload (
                    sequence INTEGER PRIMARY KEY AUTOINCREMENT,
                    id TEXT NOT NULL UNIQUE, account TEXT NOT NULL, createdAt INTEGER NOT NULL,
                    expiresAt INTEGER NOT NULL, filename TEXT NOT NULL, purpose TEXT NOT NULL, bytes INTEGER NOT NULL,
                    fileLifetime INTEGER, status TEXT NOT NULL, fileID TEXT);
                CREATE TABLE uploadPart (
                    id TEXT PRIMARY KEY, uploadID TEXT NOT NULL REFERENCES upload(id) ON DELETE CASCADE,
                    createdAt INTEGER NOT NULL, bytes INTEGER NOT NULL);
                """
        )
    }

    private static func vectorStores(_ db: Database) throws {
        try db.execute(
            sql: """
                CREATE TABLE vectorStore (
                    sequence INTEGER PRIMARY KEY AUTOINCREMENT,
                    id TEXT NOT NULL UNIQUE, account TEXT NOT NULL, createdAt INTEGER NOT NULL,
                    lastActiveAt INTEGER NOT NULL, name TEXT, expiresAfterDays INTEGER, metadata TEXT NOT NULL);
                CREATE INDEX vectorStoreByAccount ON vectorStore(account);
                CREATE TABLE vectorStoreFile (
                    sequence INTEGER PRIMARY KEY AUTOINCREMENT,
                    storeID TEXT NOT NULL REFERENCES vectorStore(id) ON DELETE CASCADE,
                    fileID TEXT NOT NULL REFERENCES file(id) ON DELETE CASCADE,
                    createdAt INTEGER NOT NULL, dueAt REAL NOT NULL,
                    chunkTokens INTEGER NOT NULL, overlapTokens INTEGER NOT NULL, attributes TEXT NOT NULL,
                    indexBytes INTEGER NOT NULL, errorCode TEXT, errorMessage TEXT, isCancelled BOOLEAN NOT NULL,
                    UNIQUE (storeID, fileID));
                CREATE INDEX vectorStoreFileByFile ON vectorStoreFile(fileID);
                CREATE TABLE fileBatch (
                    id TEXT PRIMARY KEY, storeID TEXT NOT NULL REFERENCES vectorStore(id) ON DELETE CASCADE,
                    createdAt INTEGER NOT NULL, isCancelled BOOLEAN NOT NULL);
                CREATE TABLE fileBatchMember (
                    batchID TEXT NOT NULL REFERENCES fileBatch(id) ON DELETE CASCADE, fileID TEXT NOT NULL,
                    PRIMARY KEY (batchID, fileID)) WITHOUT ROWID;
                CREATE TABLE passage (
                    id INTEGER PRIMARY KEY,
                    storeID TEXT NOT NULL, fileID TEXT NOT NULL, position INTEGER NOT NULL, text TEXT NOT NULL,
                    FOREIGN KEY (storeID, fileID) REFERENCES vectorStoreFile(storeID, fileID) ON DELETE CASCADE);
                CREATE INDEX passageByFile ON passage(storeID, fileID);
                CREATE VIRTUAL TABLE passageIndex USING fts5(
                    text, content='passage', content_rowid='id', tokenize='porter unicode61 remove_diacritics 2');
                CREATE TRIGGER passageInserted AFTER INSERT ON passage BEGIN
                    INSERT INTO passageIndex(rowid, text) VALUES (new.id, new.text);
                END;
                CREATE TRIGGER passageDeleted AFTER DELETE ON passage BEGIN
                    INSERT INTO passageIndex(passageIndex, rowid, text) VALUES ('delete', old.id, old.text);
                END;
                """
        )
    }

    private static func assistants(_ db: Database) throws {
        try db.execute(
            sql: """
                CREATE TABLE assistant (
                    sequence INTEGER PRIMARY KEY AUTOINCREMENT,
                    id TEXT NOT NULL UNIQUE, account TEXT NOT NULL, createdAt INTEGER NOT NULL,
                    definition TEXT NOT NULL);
                CREATE TABLE thread (
                    sequence INTEGER PRIMARY KEY AUTOINCREMENT,
                    id TEXT NOT NULL UNIQUE, account TEXT NOT NULL, createdAt INTEGER NOT NULL,
                    toolResources TEXT NOT NULL, metadata TEXT NOT NULL);
                CREATE TABLE message (
                    sequence INTEGER PRIMARY KEY AUTOINCREMENT,
                    id TEXT NOT NULL UNIQUE, threadID TEXT NOT NULL REFERENCES thread(id) ON DELETE CASCADE,
                    runID TEXT, createdAt INTEGER NOT NULL, body TEXT NOT NULL);
                CREATE INDEX messageByThread ON message(threadID);
                CREATE TABLE run (
                    sequence INTEGER PRIMARY KEY AUTOINCREMENT,
                    id TEXT NOT NULL UNIQUE, threadID TEXT NOT NULL REFERENCES thread(id) ON DELETE CASCADE,
                    createdAt INTEGER NOT NULL, expiresAt INTEGER NOT NULL, status TEXT NOT NULL, body TEXT NOT NULL);
                CREATE INDEX runByThread ON run(threadID);
                CREATE TABLE runStep (
                    sequence INTEGER PRIMARY KEY AUTOINCREMENT,
                    id TEXT NOT NULL UNIQUE, runID TEXT NOT NULL REFERENCES run(id) ON DELETE CASCADE,
                    createdAt INTEGER NOT NULL, body TEXT NOT NULL);
                CREATE INDEX runStepByRun ON runStep(runID);
                """
        )
    }
}
