import AssistantModel
import Foundation
import Importing
import LocalFiles
import ManifestLoading
import ManifestWriting

/// Makes manifests one after the other, so that no two have one key or one side file.
struct ImportedManifests {
    private let environment: EnvironmentSettings
    private var keys: KeyChoice
    /// By path, relative to the project's folder.
    private var sideFiles: [String: String]

    init(_ project: LoadedProject) {
        environment = project.desired.environment
        let folder = project.settings.folder
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
        let declared = project.desired.assistants.map(\.key) + project.desired.knowledgeBases.map(\.key)
        keys = KeyChoice(
            taken: Set(declared).union(
                names.filter { $0.lowercased().hasSuffix(".yaml") || $0.lowercased().hasSuffix(".yml") }.map {
                    // Names that differ in case only are one on some disks.
                    String($0.prefix(upTo: $0.lastIndex(of: ".") ?? $0.endIndex)).lowercased()
                }
            ).union(["project"])
        )
        sideFiles = [:]
        for name in ["prompts", "schemas"] {
            for file in (try? FileManager.default.contentsOfDirectory(atPath: "\(folder)/\(name)")) ?? [] {
                // What is no text is not what an import would write, and keeps its name.
                let text = try? String(contentsOf: URL(filePath: "\(folder)/\(name)/\(file)"), encoding: .utf8)
                sideFiles["\(name)/\(file)"] = text ?? "\u{0}"
            }
        }
    }

    /// A key for an object.
    mutating func key(for name: String?, id: String) -> (key: String, note: String?) { keys.key(for: name, id: id) }

    mutating func draft(_ object: ImportedObject) -> WrittenImport {
        let (key, note) = key(for: object.definition.name, id: object.id)
        return draft(object, key: key, note: note)
    }

    mutating func draft(_ object: ImportedObject, key: String, note: String?) -> WrittenImport {
        let draft = ImportDraft(
            object,
            key: key,
            keyNote: note,
            environment: environment.name,
            api: environment.api,
            order: .assistant,
            schemaPath: nil,
            taken: sideFiles
        )
        for file in draft.manifest.files { sideFiles[file.path] = file.text }
        return WrittenImport(draft)
    }
}
