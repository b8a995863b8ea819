import Deployment

/// What holds for every release document that can be read: it can be written, and reads back as it was.
enum DocumentCheck {
    static func violation(_ document: ReleaseDocument) -> String? {
        let text: String
        do {
            text = try document.text()
        } catch {
            return "a document that was read cannot be written: \(error)"
        }
        do {
            return try ReleaseDocument(bytes: Array(text.utf8)) == document ? nil : "a document reads back otherwise"
        } catch {
            return "a document that was written cannot be read: \(error)"
        }
    }
}
