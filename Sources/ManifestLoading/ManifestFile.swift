import SourceDiagnostics
import YAMLTree

/// A YAML file of the project as it was read. What it says is the same for every environment.
struct ManifestFile: Sendable {
    /// What there is of a file that could be read.
    struct Content: Sendable {
        var text: String
        var secrets: [SecretScan.Finding]
        /// Scalars with a secret in what they mean.
        var secretScalars: [SecretScalar]
        /// Its documents, and what is wrong with its YAML.
        var reading: YAMLReader.Result
        /// Those that silence warnings.
        var comments: [IgnoreComment]
        /// What says something else than it looks like.
        var misreadings: [Diagnostic]
    }

    /// Absolute.
    var path: String
    /// As diagnostics name it.
    var shownPath: String
    var content: Result<Content, ProjectFileError>

    init(_ path: String, of reader: any ProjectFileReader) {
        self.path = path
        shownPath = reader.shownPath(of: path)
        do throws(ProjectFileError) {
            let bytes = try reader.contents(of: path, limit: LimitTable.manifestBytes, root: reader.folder)
            let text = String(decoding: bytes, as: UTF8.self)
            let reading = YAMLReader().readManifest(bytes, file: shownPath)
            content = .success(
                Content(
                    text: text,
                    secrets: SecretScan.findings(in: text),
                    secretScalars: SecretScalar.all(in: reading.documents),
                    reading: reading,
                    comments: IgnoreScan(text, documents: reading.documents, file: shownPath).comments(),
                    misreadings: MisreadScan(text, documents: reading.documents, file: shownPath).warnings()
                )
            )
        } catch {
            content = .failure(error)
        }
    }
}

extension YAMLReader {
    /// Reads a text that people wrote, of which nothing is taken where parsers would not agree on its lines.
    func readManifest(_ bytes: [UInt8], file: String) -> Result {
        if let problem = OddLineBreak.diagnostic(in: bytes, file: file) {
            return Result(documents: [], diagnostics: [problem])
        }
        return read(bytes, file: file)
    }
}

/// Every YAML file below the project's folder, read once for all environments.
package struct ManifestFiles: Sendable {
    /// Sorted by path; or why the folder cannot be read.
    let files: Result<[ManifestFile], ProjectFileError>
    let strays: StrayManifests

    private static let filesPerTask = 16

    /// Reads one file after the other.
    package init(of reader: any ProjectFileReader) {
        files = Self.paths(of: reader).map { paths in paths.map { ManifestFile($0, of: reader) } }
        strays = StrayManifests(of: reader)
    }

    private init(_ files: Result<[ManifestFile], ProjectFileError>, _ strays: StrayManifests) {
        self.files = files
        self.strays = strays
    }

    /// Reads as many at a time as there are cores: of a large project most of the work is here.
    package static func readConcurrently(of reader: any ProjectFileReader) async -> ManifestFiles {
        async let strays = StrayManifests(of: reader)
        let paths: [String]
        switch Self.paths(of: reader) {
        case .success(let found): paths = found
        case .failure(let error): return ManifestFiles(.failure(error), await strays)
        }
        let files = await paths.concurrently(inPartsOf: filesPerTask) { part in
            part.map { ManifestFile($0, of: reader) }
        }
        return ManifestFiles(.success(files.flatMap { $0 }), await strays)
    }

    private static func paths(of reader: any ProjectFileReader) -> Result<[String], ProjectFileError> {
        do throws(ProjectFileError) {
            return .success(try reader.manifestPaths())
        } catch {
            return .failure(error)
        }
    }
}
