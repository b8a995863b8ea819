import LocalFiles
import Rendering

extension Console {
    /// Prints what changes in a file, as a result.
    ///
    /// - Parameter before: nil for a file that is new.
    func show(diffFrom before: [UInt8]?, to after: [UInt8], path: String) {
        let text = UnifiedDiff.text(
            from: before.map { String(decoding: $0, as: UTF8.self) },
            to: String(decoding: after, as: UTF8.self),
            path: path,
            style: resultStyle
        )
        if !text.isEmpty { result(text) }
    }

    /// Writes all files or none; says why not.
    func write(_ files: [FileReplacement]) -> Bool {
        do throws(FileReplacementError) {
            try files.write()
            return true
        } catch {
            self.error("cannot-write", "\(VisibleText.line(error.path)) \(error.reason)", hint: hint(on: error))
            return false
        }
    }

    private func hint(on error: FileReplacementError) -> String {
        guard error.changed.isEmpty else {
            return "some files could not be put back: \(error.changed.map(VisibleText.line).joined(separator: ", "))"
        }
        return "nothing was written"
    }
}
