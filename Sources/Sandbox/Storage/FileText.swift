import GRDB

/// What extraction made of a file: its text, or why there is none. Made once, at the first attachment.
struct FileText: Codable, FetchableRecord, PersistableRecord, Sendable {
    static let databaseTableName = "fileText"

    var fileID: String
    var text: String?
    var errorCode: String?
    var errorMessage: String?
}
