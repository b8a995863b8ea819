import OpenAIAPI

/// The requests that the registry of one project and environment is made of.
struct RegistrySkills: Sendable {
    var client: RegistryClient
    let project: String
    let environment: String

    /// What a downloaded version is.
    enum Content: Sendable {
        /// A release or journal of this project and environment.
        case document(ReleaseDocument)
        /// Somebody else's.
        case foreign
    }

    var name: String { SkillBundle.name(project: project, environment: environment) }

    /// Every skill of the account with the registry's name, oldest first. Names are not unique.
    func namesakes() async throws(APIError) -> [SkillObject] {
        try await client.listSkills().filter { $0.name == name }
    }

    /// - Throws: ``RegistryReadError``: a failed request, or a version that this code must not judge.
    func content(of version: Int, in skillID: String) async throws(RegistryReadError) -> Content {
        do throws(BundleReadError) {
            let document = try await client.skillBundle(ofVersion: String(version), of: skillID).document
            return document.project == project && document.environment == environment ? .document(document) : .foreign
        } catch {
            switch error {
            case .request(let error): throw .request(error)
            case .unreadable(.noDocument): return .foreign
            case .unreadable(.document(let error)) where error.code != .laterSchema && !isOwn(error): return .foreign
            case .unreadable(let error):
                throw .unreadable(version: version, skillID: skillID, name: name, error)
            }
        }
    }

    /// Whether a document that cannot be understood says that it belongs to this project and environment.
    private func isOwn(_ error: ReleaseDocumentError) -> Bool {
        error.project == project && error.environment == environment
    }

    /// The files of a version for its upload.
    ///
    /// - Throws: ``DeploymentError/Code/releaseTooLarge``.
    func files(of document: ReleaseDocument) throws(DeploymentError) -> [SkillFile] {
        do throws(ReleaseDocumentError) {
            return try SkillBundle(document).files().map {
                SkillFile(path: $0.path, bytes: $0.content, contentType: $0.mediaType)
            }
        } catch {
            throw DeploymentError(.releaseTooLarge, .failedNothingChanged, error.description)
        }
    }
}

/// Why a version could not be read.
enum RegistryReadError: Error {
    case request(APIError)
    /// Of a later version of the tool, an archive that cannot be unpacked, or a damaged document of this project and
    /// environment: it may be a journal that holds the lock.
    case unreadable(version: Int, skillID: String, name: String, BundleError)
}
