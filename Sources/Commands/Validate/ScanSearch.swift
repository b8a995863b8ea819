import AssistantModel
import DocumentText
import LocalFiles
import ManifestLoading

/// Looks for pages without text in the PDFs of a project, which only `pdftotext` can tell. Where that is not installed,
/// or cannot read a file, nothing is said: the account says it when the file is indexed.
struct ScanSearch {
    let files: LocalProject
    let extractor: TextExtractor

    /// Of all files that are looked at, in the order of their paths: more would take longer than a check should.
    private static let maximumBytes = 64 * 1024 * 1024
    private static let width = 4

    /// - Parameters:
    ///   - paths: below a root.
    ///   - root: absolute.
    /// - Returns: the PDFs with such pages, by absolute path.
    func scans(among paths: [String], below root: String) async -> [String: ScannedPages] {
        var bytes = 0
        let found = paths.filter { ProjectPath.lowercasedExtension(of: $0) == "pdf" }.sorted()
            .map { ProjectPath.resolve($0, in: root) }
            .prefix { path in
                bytes += (try? files.status(of: path, root: root).bytes) ?? 0
                return bytes <= Self.maximumBytes
            }
        return await withTaskGroup(of: (String, ScannedPages?).self) { group in
            var rest = found
            func addTask() {
                guard let path = rest.popFirst() else { return }
                group.addTask { (path, await scan(of: path, root: root)) }
            }
            for _ in 0..<Self.width { addTask() }
            var scans: [String: ScannedPages] = [:]
            for await (path, pages) in group {
                scans[path] = pages
                addTask()
            }
            return scans
        }
    }

    private func scan(of path: String, root: String) async -> ScannedPages? {
        guard let content = try? files.contents(of: path, limit: Self.maximumBytes, root: root),
            let pages = try? await extractor.pagesWithText(ofPDF: content)
        else { return nil }
        let count = pages.count { !$0 }
        return count > 0 ? ScannedPages(count: count, total: pages.count) : nil
    }
}
