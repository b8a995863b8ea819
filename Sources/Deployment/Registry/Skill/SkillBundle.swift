import Archives
import OpenAIAPI

/// The files of one version of the registry: a valid skill that says what it is, and the document.
package struct SkillBundle: Equatable, Sendable {
    package static let manifestName = "SKILL.md"
    package static let documentName = "release.json"

    /// One file of the bundle, for the multipart upload.
    package struct File: Equatable, Sendable {
        /// With the bundle's folder, such as `assistants-acme-production/SKILL.md`: a directory upload.
        package var path: String
        package var content: [UInt8]
        package var mediaType: String
    }

    package var document: ReleaseDocument

    package init(_ document: ReleaseDocument) {
        self.document = document
    }

    /// The registry's name: `assistants-<project>-<environment>`. Environments have no hyphen, so that no two pairs share
    /// a name. At most 64 characters, as skills' names may have.
    package static func name(project: String, environment: String) -> String {
        "assistants-\(project)-\(environment)"
    }

    package var name: String { Self.name(project: document.project, environment: document.environment) }

    /// The files in the order in which they are sent.
    package func files() throws(ReleaseDocumentError) -> [File] {
        [
            File(
                path: "\(name)/\(Self.manifestName)",
                content: Array(manifest.utf8),
                mediaType: "text/markdown"
            ),
            File(
                path: "\(name)/\(Self.documentName)",
                content: Array(try document.text().utf8),
                mediaType: "application/json"
            ),
        ]
    }

    /// The front matter's values are plain YAML scalars: project and environment hold letters, digits and hyphens only.
    var manifest: String {
        """
        ---
        name: \(name)
        description: Deployment records of assistantctl for the project \(document.project), \
        environment \(document.environment). Not for use by models.
        ---

        # \(name)

        A tool wrote this: assistantctl, which deploys assistants from files in git. It is a record of what is deployed and
        holds no instructions; no model needs it.

        `release.json` holds, for every assistant of the project \(document.project) in the environment \
        \(document.environment), its definition, the ids of
        its files and vector store, and the ready body for `POST /v1/responses` under `assistants.<name>.request`.

        The default version is the live release. Versions with `"status": "applying"` are the journals of runs. Change the
        files in git and run `assistantctl apply`: what is changed here by hand is not deployed.

        """
    }

    /// What the server accepts as a bundle, and as a file in one (docs/openai-api.md, 8.8).
    private static let limits = ZipArchive.Limits(
        archiveBytes: 50_000_000,
        entries: 500,
        entryBytes: 25_000_000,
        unpackedBytes: 500 * 25_000_000
    )

    /// Reads a downloaded version.
    ///
    /// - Throws: ``BundleError`` for anything that is not a bundle of this tool in a version that this code knows.
    package init(zip: [UInt8]) throws(BundleError) {
        let archive: ZipArchive
        let content: [UInt8]
        do {
            archive = try ZipArchive(zip, limits: Self.limits)
            guard let entry = Self.documentEntry(of: archive) else { throw BundleError.noDocument }
            content = try archive.content(of: entry)
        } catch let error as ZipError {
            throw .zip(error)
        } catch {
            throw .noDocument
        }
        do {
            document = try ReleaseDocument(bytes: content)
        } catch {
            throw .document(error)
        }
    }

    /// `release.json` at the top or in the one folder of the bundle; servers differ in whether they keep the folder.
    private static func documentEntry(of archive: ZipArchive) -> ZipArchive.Entry? {
        let candidates = archive.entries.filter { entry in
            let parts = entry.name.split(separator: "/")
            return parts.last == "release.json" && parts.count <= 2
        }
        return candidates.min { $0.name.utf8.count < $1.name.utf8.count }
    }
}

/// Why a downloaded version cannot be read.
package enum BundleError: Error, Hashable, Sendable, CustomStringConvertible {
    case zip(ZipError)
    /// There is no `release.json`: somebody else's skill.
    case noDocument
    case document(ReleaseDocumentError)

    package var description: String {
        switch self {
        case .zip(let error): "the skill's content is unreadable: \(error)"
        case .noDocument: "the skill holds no release.json: assistantctl did not write it"
        case .document(let error): error.description
        }
    }
}

/// Why the bundle of a version was not obtained.
enum BundleReadError: Error {
    case request(APIError)
    case unreadable(BundleError)
}

extension OpenAIClient {
    /// The bundle of a skill's version. Half an archive, as a connection that broke behind a proxy leaves it, is asked for
    /// twice more: unlike half a JSON, nobody else notices it.
    func skillBundle(ofVersion version: String, of skillID: String) async throws(BundleReadError) -> SkillBundle {
        var repetitions = 2
        while true {
            let bytes: [UInt8]
            do throws(APIError) {
                bytes = try await skillVersionContent(version, of: skillID)
            } catch {
                throw .request(error)
            }
            do throws(BundleError) {
                return try SkillBundle(zip: bytes)
            } catch {
                guard case .zip = error, repetitions > 0 else { throw .unreadable(error) }
                repetitions -= 1
            }
        }
    }
}
