import ManifestLoading

/// The files in an input: text with a line `=== PATH` in front of every file.
enum InputFiles {
    /// At most this many are read.
    private static let maximumCount = 20

    /// The files in their order; what stands before the first line of that form has the name given.
    static func files(in bytes: [UInt8], first name: String) -> [(path: String, content: [UInt8])] {
        let mark = Array("=== ".utf8)
        var files: [(path: String, content: [UInt8])] = [(name, [])]
        var rest = bytes[...]
        while !rest.isEmpty {
            let end = rest.firstIndex(of: UInt8(ascii: "\n")).map { $0 + 1 } ?? rest.endIndex
            let line = rest[..<end]
            rest = rest[end...]
            if line.starts(with: mark), let path = path(line.dropFirst(mark.count)), files.count < maximumCount {
                files.append((path, []))
            } else {
                files[files.count - 1].content += line
            }
        }
        if files[0].content.isEmpty { files.removeFirst() }
        return files
    }

    /// A path as a walk through a folder finds it; nil for what is none.
    private static func path(_ bytes: ArraySlice<UInt8>) -> String? {
        let text = String(decoding: bytes, as: UTF8.self).filter { !$0.isNewline && $0 != "\0" }
        let parts = ProjectPath.parts(of: text).filter { $0 != "." && $0 != ".." }
        return parts.isEmpty ? nil : parts.joined(separator: "/")
    }
}
