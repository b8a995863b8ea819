import AssistantModel
import GRDB
import OrderedJSON
import Synchronization
import TestSupport

@testable import Sandbox

/// Looks behind every write whether assistants still have the knowledge that they have before and after a run.
final class KnowledgeWatch: Sendable {
    private struct Need: Sendable {
        var key: String
        /// One of these paths has to be served: a moved file has two.
        var paths: Set<String>
    }

    private let account: SandboxAccount
    private let needs: [Need]
    private let gaps = Mutex<[String]>([])

    /// For the way from what is deployed to what is to be; nothing is needed of what is only in one of them.
    init(_ account: SandboxAccount, _ story: Story) {
        self.account = account
        guard let before = story.before.last, let after = story.operation.project else {
            needs = []
            return
        }
        needs = before.knowledgeBases.flatMap { old -> [Need] in
            guard let new = after.knowledgeBases.first(where: { $0.key == old.key }) else { return [] }
            let newPaths = Set(new.files.map(\.path))
            return old.files.compactMap { file in
                if newPaths.contains(file.path) { return Need(key: old.key, paths: [file.path]) }
                let moved = new.files.first { after.files[$0.path] == before.files[file.path] }
                return moved.map { Need(key: old.key, paths: [file.path, $0.path]) }
            }
        }
    }

    /// What was missing when, in the order of the requests.
    var found: [String] { gaps.withLock { $0 } }

    /// - Parameter line: the request that was just sent.
    @Sendable func look(after line: String) {
        guard !needs.isEmpty else { return }
        do {
            let served = try served()
            let missing = needs.filter { need in
                need.paths.isDisjoint(with: served[need.key] ?? [])
            }
            guard !missing.isEmpty else { return }
            gaps.withLock { $0 += missing.map { "\($0.key): \($0.paths.sorted()) after \(line)" } }
        } catch {
            gaps.withLock { $0.append("\(error) after \(line)") }
        }
    }

    /// The paths of indexed members by the key of their store.
    private func served() throws -> [String: Set<String>] {
        let now = account.time.unixSeconds
        return try account.services.database.writer.read { db in
            var served: [String: Set<String>] = [:]
            for store in try VectorStoreRecord.fetchAll(db) where store.metadata["managed_by"] != nil {
                let members = try VectorStoreFileRecord.filter(Column("storeID") == store.id).fetchAll(db)
                let paths = members.filter { $0.status(at: now) == "completed" }.compactMap {
                    $0.attributes["path"]?.stringValue
                }
                served[store.metadata["key"]?.stringValue ?? "", default: []].formUnion(paths)
            }
            return served
        }
    }
}
