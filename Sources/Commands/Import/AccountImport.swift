import AssistantModel
import Deployment
import Importing
import LocalFiles
import ManifestWriting
import OpenAIAPI
import OrderedJSON

/// Imports what an account has.
struct AccountImport {
    let session: AccountSession

    private var project: LoadedProject { session.project }

    private var reader: ImportReader {
        ImportReader(
            client: session.client,
            ownership: project.desired.ownership,
            concurrency: session.concurrency
        )
    }

    /// What manifests adopt already: addresses by ids.
    var adopters: [String: String] {
        Dictionary(project.desired.adoptions.map { ($0.value.id, $0.key.description) }) { first, _ in first }
    }

    func inventory() async throws -> Inventory {
        try await reader.inventory(hasAssistants: project.desired.environment.api == .assistants)
    }

    /// - Parameter ids: nil for everything that nobody manages.
    /// - Throws: ``ImportFailure`` beside what reading throws.
    func drafts(of ids: [String]?) async throws -> [WrittenImport] {
        let inventory = try await inventory()
        let chosen = try choose(ids, from: inventory)
        for _ in 0..<2 {
            let before = try await reader.assistants(chosen.assistants)
            if let gone = chosen.assistants.first(where: { before[$0] == nil }) {
                throw ImportFailure("not-found", "\(gone) is not on the account. Nothing was written.")
            }
            let drafts = try await drafts(of: chosen.assistants.compactMap { before[$0] }, stores: chosen.stores)
            // What people edit meanwhile would be half of the one and half of the other.
            if try await reader.assistants(chosen.assistants) == before { return drafts }
        }
        throw ImportFailure(
            "changed-meanwhile",
            "the account changes while it is imported. Nothing was written.",
            hint: "run it again when nobody edits"
        )
    }

    private func choose(_ ids: [String]?, from inventory: Inventory) throws -> (assistants: [String], stores: [String])
    {
        let managers = Dictionary(
            inventory.assistants.map { ($0.object.id, $0.manager) }
                + inventory.stores.map { ($0.object.id, $0.manager) }
        ) { first, _ in first }
        guard let ids else {
            let assistants = inventory.assistants.filter { $0.manager == nil }.map(\.object.id)
            let isBare = project.desired.environment.api != .assistants
            let stores = isBare ? inventory.stores.filter { $0.manager == nil }.map(\.object.id) : []
            return (assistants.filter { adopters[$0] == nil }, stores.filter { adopters[$0] == nil })
        }
        let stores = Set(inventory.stores.map(\.object.id))
        var chosen: (assistants: [String], stores: [String]) = ([], [])
        for id in ids {
            guard let manager = managers[id] else {
                throw ImportFailure(
                    "not-found",
                    "there is no \(id) on the account. Nothing was written.",
                    hint: "`assistantctl import` lists what there is"
                )
            }
            if let manager {
                throw ImportFailure(
                    "managed",
                    "\(id) is managed by \(manager). Nothing was written.",
                    hint: "`forget` there takes the marks off",
                    status: .refused
                )
            }
            if let address = adopters[id] {
                throw ImportFailure(
                    "imported",
                    "\(id) is adopted by \(address) already. Nothing was written.",
                    hint: "the next apply takes it over: `assistantctl plan` shows how"
                )
            }
            if stores.contains(id) { chosen.stores.append(id) } else { chosen.assistants.append(id) }
        }
        return chosen
    }

    private func drafts(of objects: [AssistantObject], stores: [String]) async throws -> [WrittenImport] {
        let copies = try LocalCopies(project)
        var manifests = ImportedManifests(project)
        let adopted = Set(objects.map(\.id))
        let uses = objects.flatMap { $0.toolResources.vectorStoreIDs ?? [] }
        var drafts: [WrittenImport] = []
        for object in objects.sorted(by: { $0.id < $1.id }) {
            let (key, note) = manifests.key(for: object.name, id: object.id)
            var imported = ImportedObject(object, isLive: true)
            for id in object.toolResources.vectorStoreIDs ?? [] {
                guard let store = try await reader.store(id, besides: adopted) else {
                    imported.stores.append(.init(id: id, knowledge: .lost, note: "it is not on the account"))
                    continue
                }
                imported.stores.append(copies.store(store, key: key, isShared: uses.count { $0 == id } > 1))
            }
            imported.codeFiles = try await reader.fileNames(object.toolResources.codeInterpreterFileIDs ?? [])
            drafts.append(manifests.draft(imported, key: key, note: note))
        }
        for id in stores where !uses.contains(id) {
            guard let store = try await reader.store(id, besides: adopted) else { continue }
            drafts.append(try knowledgeBase(store, copies, &manifests))
        }
        return drafts
    }

    /// A manifest for a store that no assistant is imported with.
    private func knowledgeBase(
        _ store: StoreContents,
        _ copies: LocalCopies,
        _ manifests: inout ImportedManifests
    ) throws -> WrittenImport {
        let (key, note) = manifests.key(for: store.object.name, id: store.object.id)
        let found = copies.store(store, key: key, isShared: false)
        guard case .adopted(let knowledge) = found.knowledge else {
            throw ImportFailure(
                "not-importable",
                "\(store.object.id) cannot be imported: \(found.note ?? "it has no files"). Nothing was written.",
                hint: (found.missingFiles.isEmpty ? "" : "put the files into knowledge/\(key)/ and import again; or ")
                    + "an assistant refers to it as it is with `knowledge: { vector_store_id: \(store.object.id) }`"
            )
        }
        let manifest = CanonicalManifest(
            knowledgeBase: key,
            knowledge,
            environments: [project.desired.environment.name: ["adopt": .string(store.object.id)]],
            order: .knowledgeBase
        )
        let rows =
            (note.map { [ImportRow("key", .changed, $0)] } ?? [])
            + [ImportRow("files", .taken, "\(knowledge.files.count) with local copies")]
            + (store.object.name == key ? [] : [ImportRow("name", .changed, "a store has the name of its key")])
        return WrittenImport(knowledgeBase: key, of: store, manifest, rows: rows)
    }
}
