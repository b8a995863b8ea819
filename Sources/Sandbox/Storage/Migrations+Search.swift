import GRDB

extension Migrations {
    /// The index holds texts in the form in which they are searched: ``SearchForm``. Where that is the text itself, it is
    /// not kept twice.
    static func searchForms(_ db: Database) throws {
        try db.execute(
            sql: """
                ALTER TABLE passage ADD COLUMN form TEXT;
                DROP TRIGGER passageInserted;
                DROP TRIGGER passageDeleted;
                DROP TABLE passageIndex;
                CREATE VIEW passageForm AS SELECT id, COALESCE(form, text) AS text FROM passage;
                CREATE VIRTUAL TABLE passageIndex USING fts5(
                    text, content='passageForm', content_rowid='id', tokenize='porter unicode61 remove_diacritics 2');
                """
        )
        let rows = try Row.fetchCursor(db, sql: "SELECT id, text FROM passage")
        var forms: [(id: Int64, form: String)] = []
        while let row = try rows.next() {
            if let form = SearchForm.indexed(row["text"]) { forms.append((row["id"], form)) }
        }
        for (id, form) in forms {
            try db.execute(sql: "UPDATE passage SET form = ? WHERE id = ?", arguments: [form, id])
        }
        try db.execute(
            sql: """
                INSERT INTO passageIndex(passageIndex) VALUES ('rebuild');
                CREATE TRIGGER passageInserted AFTER INSERT ON passage BEGIN
                    INSERT INTO passageIndex(rowid, text) VALUES (new.id, COALESCE(new.form, new.text));
                END;
                CREATE TRIGGER passageDeleted AFTER DELETE ON passage BEGIN
                    INSERT INTO passageIndex(passageIndex, rowid, text)
                        VALUES ('delete', old.id, COALESCE(old.form, old.text));
                END;
                """
        )
    }
}
