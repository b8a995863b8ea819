import AssistantModel
import Deployment
import Foundation
import Importing
import LocalFiles
import ManifestLoading
import ManifestWriting
import OpenAIAPI
import OrderedJSON
import Planning
import Rendering

/// Files of the project that may be copies of what is on the account: found by name, judged by size.
struct LocalCopies: Sendable {
    private let folder: String
    /// By the name that a file would go up under: absolute paths and sizes.
    private let files: [String: [(path: String, bytes: Int)]]

    init(_ project: LoadedProject) throws {
        folder = project.settings.folder
        var files: [String: [(path: String, bytes: Int)]] = [:]
        let root = project.settings.filesRoot
        for found in try project.files.files(matching: try GlobPattern("**/*"), in: root, root: root) {
            let name = ProjectFile.uploadName(ofPath: found.path)
            guard case .success(let status) = found.status, status.isReadable else { continue }
            files[name, default: []].append((found.path, status.bytes))
        }
        self.files = files
    }

    /// What is to be written for a store.
    ///
    /// - Parameters:
    ///   - key: of the assistant or knowledge base: `knowledge/<key>/` is looked into first.
    ///   - isShared: whether several of the imported assistants search it.
    func store(_ store: StoreContents, key: String, isShared: Bool) -> ImportedObject.Store {
        func elsewhere(_ note: String, missing: [String] = []) -> ImportedObject.Store {
            ImportedObject.Store(id: store.object.id, knowledge: .elsewhere, note: note, missingFiles: missing)
        }
        func unusable(_ note: String) -> ImportedObject.Store {
            ImportedObject.Store(id: store.object.id, knowledge: .unusable, note: note)
        }
        if let manager = store.manager { return unusable("it is managed by \(manager)") }
        if store.isExpired { return unusable("it has expired and finds nothing") }
        if isShared { return elsewhere("several assistants search it") }
        if let user = store.usersOutside.first { return elsewhere("\(user) searches it too") }
        if store.files.isEmpty { return elsewhere("it has no files") }
        let broken = store.files.filter { $0.member.status != .completed }
        if !broken.isEmpty { return elsewhere("\(broken.count) of its files are not indexed") }
        let chunkings = Set(store.files.map { $0.member.chunking ?? .standard })
        guard chunkings.count == 1, let chunking = chunkings.first else {
            return elsewhere("its files are cut in different ways, which no manifest can say")
        }
        var written: [WrittenKnowledge.File] = []
        var missing: [String] = []
        var used: Set<String> = []
        for file in store.files {
            let attributes = file.member.attributes.sorted { $0.key < $1.key }
            guard attributes.count <= LimitTable.attributePairs else {
                return elsewhere("\(file.name ?? file.member.fileID) has more attributes than a manifest can say")
            }
            guard let path = copy(of: file, key: key, besides: used) else {
                missing.append("\(file.name ?? "a file that is gone") (\(file.member.fileID), \(file.bytes) bytes)")
                continue
            }
            used.insert(path)
            written.append(
                WrittenKnowledge.File(relative(path), attributes: .init(attributes.map { ($0.key, $0.value) }))
            )
        }
        guard missing.isEmpty else {
            return elsewhere("there is no copy here of " + missing.joined(separator: ", "), missing: missing)
        }
        return ImportedObject.Store(
            id: store.object.id,
            knowledge: .adopted(
                WrittenKnowledge(
                    files: written.sorted { $0.path < $1.path },
                    chunking: chunking,
                    expiresAfterDays: store.object.expiresAfterDays.map(Int.init)
                )
            )
        )
    }

    /// The file in the assistant's own folder, which somebody put there for it; else the only one of that name and size.
    private func copy(of file: StoreContents.File, key: String, besides used: Set<String>) -> String? {
        guard let name = file.name else { return nil }
        let candidates = (files[name] ?? []).filter { !used.contains($0.path) }
        if let own = candidates.first(where: { $0.path == "\(folder)/knowledge/\(key)/\(name)" }) { return own.path }
        let sized = candidates.filter { $0.bytes == file.bytes }
        return sized.count == 1 ? sized[0].path : nil
    }

    /// As a manifest in the project's folder names it.
    private func relative(_ path: String) -> String {
        let (base, parts) = (folder.split(separator: "/"), path.split(separator: "/"))
        let common = zip(base, parts).prefix { $0 == $1 }.count
        return (Array(repeating: "..", count: base.count - common) + parts.dropFirst(common)).joined(separator: "/")
    }
}
