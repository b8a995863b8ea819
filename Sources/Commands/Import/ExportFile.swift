import AssistantModel
import Deployment
import Foundation
import Importing
import OpenAIAPI
import OrderedJSON

/// A file with what `GET /v1/assistants` answered.
enum ExportFile {
    /// - Throws: ``ImportFailure``.
    static func read(_ path: String) throws -> Export {
        func failure(_ message: String, _ hint: String?) -> ImportFailure {
            ImportFailure("unreadable-export", "\(path) cannot be imported: \(message)", hint: hint)
        }
        let bytes: [UInt8]
        do {
            let size = try FileManager.default.attributesOfItem(atPath: path)[.size] as? Int ?? 0
            guard size <= Export.maximumBytes else {
                throw failure(
                    "it has \(size) bytes, and at most \(Export.maximumBytes) are read",
                    "split it into pages"
                )
            }
            bytes = Array(try Data(contentsOf: URL(filePath: path)))
        } catch let error as ImportFailure {
            throw error
        } catch {
            throw failure(SystemReason.text(of: error), nil)
        }
        do throws(ExportError) {
            return try Export(bytes: bytes)
        } catch {
            throw failure(error.message, error.hint)
        }
    }

    /// - Throws: ``ImportFailure``.
    static func drafts(of export: Export, in project: LoadedProject) throws -> [WrittenImport] {
        var manifests = ImportedManifests(project)
        return try export.entries.enumerated().map { index, entry in
            let object: AssistantObject
            do throws(JSONCursorError) {
                object = try AssistantObject(from: JSONCursor(entry.object))
            } catch {
                throw ImportFailure(
                    "unreadable-export",
                    "entry \(index + 1) of the export cannot be imported: \(error)",
                    hint: "nothing was written: fetch it again"
                )
            }
            var imported = ImportedObject(object, isLive: false)
            imported.firstVersionFileIDs = entry.fileIDs
            imported.hadRetrieval = entry.hadRetrieval
            imported.stores = (object.toolResources.vectorStoreIDs ?? []).map {
                ImportedObject.Store(
                    id: $0,
                    knowledge: .elsewhere,
                    note: "where the account does not have it, name another, or write `files` instead"
                )
            }
            imported.codeFiles = object.toolResources.codeInterpreterFileIDs ?? []
            return manifests.draft(imported)
        }
    }
}

extension ImportedObject {
    init(_ object: AssistantObject, isLive: Bool) {
        self.init(
            id: object.id,
            definition: AssistantDefinition(object),
            rawTools: object.tools,
            reservedMetadata: object.metadata.filter {
                Ownership.MetadataKey.all.contains($0.key) && !$0.value.isEmpty
            },
            unknownFields: object.unknownFields,
            isLive: isLive
        )
    }
}
