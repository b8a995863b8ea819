import ManifestLoading
import SourceDiagnostics
import TestSupport
import Testing

/// A project whose texts hold markers (1️⃣, 2️⃣, ...) where diagnostics must land, and the diagnostics as text:
///
///     1️⃣ error: message [code]
///       note 2️⃣: message
///       hint: text
struct MarkedProject {
    static let markers = ["1️⃣", "2️⃣", "3️⃣", "4️⃣", "5️⃣", "6️⃣", "7️⃣", "8️⃣", "9️⃣"]

    /// A project that is right, for the test that is about something else.
    static let plainProject = """
        project: velo-lindqvist
        default_environment: sandbox
        environments:
          sandbox: { base_url: embedded }
          gateway: { api: assistants, base_url: "https://gateway.example/v1" }
        """

    let result: LoadResult
    private var places: [SourceDiagnostics.SourceLocation: String] = [:]

    init(_ files: [String: MemoryProject.File], environment: String? = nil, checksAll: Bool = false) {
        var files = files
        if files["assistants/project.yaml"] == nil { files["assistants/project.yaml"] = .text(Self.plainProject) }
        for (path, file) in files {
            guard case .text(let text) = file else { continue }
            let (clean, found) = Self.removingMarkers(text)
            files[path] = .text(clean)
            for (marker, position) in found {
                let range = SourceRange(start: position, end: position)
                places[SourceDiagnostics.SourceLocation(file: path, range: range)] = marker
            }
        }
        let loader = ManifestLoader(reader: MemoryProject(files))
        result = checksAll ? loader.loadCheckingAll(environment: environment) : loader.load(environment: environment)
    }

    /// The diagnostics with markers for places; a place without a marker is written out.
    var report: String {
        result.diagnostics.map { diagnostic in
            var text =
                "\(place(diagnostic.location)) \(diagnostic.severity): \(diagnostic.message) [\(diagnostic.code)]"
            for note in diagnostic.notes { text += "\n  note \(place(note.location)): \(note.message)" }
            if let hint = diagnostic.hint { text += "\n  hint: \(hint)" }
            return text
        }.joined(separator: "\n")
    }

    private func place(_ location: SourceDiagnostics.SourceLocation?) -> String {
        guard let location else { return "-" }
        guard let start = location.range?.start else { return location.file }
        let point = SourceDiagnostics.SourceLocation(file: location.file, range: SourceRange(start: start, end: start))
        return places[point] ?? location.description
    }

    private static func removingMarkers(_ text: String) -> (text: String, places: [(String, SourcePosition)]) {
        var clean = ""
        var places: [(String, SourcePosition)] = []
        var line = 1
        var column = 1
        for character in text {
            if markers.contains(String(character)) {
                places.append((String(character), SourcePosition(line: line, column: column)))
                continue
            }
            clean.append(character)
            if character.isNewline {
                line += 1
                column = 1
            } else {
                column += character.unicodeScalars.count
            }
        }
        return (clean, places)
    }
}

/// Loads a project and compares all its diagnostics.
func expectDiagnostics(
    _ expected: String,
    in files: [String: MemoryProject.File],
    environment: String? = nil,
    sourceLocation: Testing.SourceLocation = #_sourceLocation
) {
    let report = MarkedProject(files, environment: environment).report
    #expect(report == expected, sourceLocation: sourceLocation)
}

/// Loads a project of one assistant, `bot.yaml`.
func expectDiagnostics(
    _ expected: String,
    inAssistant text: String,
    files: [String: MemoryProject.File] = [:],
    environment: String? = nil,
    sourceLocation: Testing.SourceLocation = #_sourceLocation
) {
    var files = files
    files["assistants/bot.yaml"] = .text(text)
    expectDiagnostics(expected, in: files, environment: environment, sourceLocation: sourceLocation)
}
