import Deployment
import Foundation
import LocalFiles
import ManifestLoading
import OpenAIAPI
import Planning
import Rendering

extension AccountSession {
    /// What the account may take to tell the text of a file.
    private static let accountTime = Duration.seconds(10)

    /// The plan with what changes in the texts of its documents. Only files that get another content are read for it.
    func lookingIntoDocuments(of planned: PlannedRun, _ console: Console) async throws -> PlannedRun {
        let live = planned.basis.live
        guard planned.plan.documents == nil,
            planned.plan.changes.contains(where: { $0.appliedContent(in: live) != nil })
        else {
            return planned
        }
        let variables = ProcessInfo.processInfo.environment
        let limits = DocumentComparison.Limits()
        let release = await releases?.snapshot()
        let commits = [release?.document.origin.commit] + (release?.content.history.map(\.commit) ?? [])
        let comparison = DocumentComparison(
            project: project.files,
            filesRoot: project.settings.filesRoot,
            history: GitHistory(variables: variables),
            reader: DocumentReader(
                variables: variables,
                cache: CacheFolder.path(variables: variables).map { TextCache(folder: $0) },
                textBytes: limits.textBytes
            ),
            live: live,
            commits: commits.compactMap(\.self),
            accountText: { [client] fileID, storeID in
                await Self.text(of: fileID, in: storeID, client)
            },
            limits: limits
        )
        var planned = planned
        let plan = planned.plan
        planned.plan.documents = try await console.whileReading(watch) { onEvent in
            await comparison.documents(of: plan) { done, total in
                onEvent(.hashed(files: done, of: total, bytes: 0))
            }
        }
        return planned
    }

    /// Nil where the host does not tell it, or not in time.
    private static func text(of fileID: String, in storeID: String, _ client: any OpenAIClient) async -> String? {
        await withTaskGroup(of: String?.self) { group in
            group.addTask {
                let content = try? await client.vectorStoreFileContent(fileID, in: storeID)
                return content.flatMap { $0.isWhole && !$0.texts.isEmpty ? $0.texts.joined(separator: "\n") : nil }
            }
            group.addTask {
                try? await Task.sleep(for: accountTime)
                return nil
            }
            let text = await group.next() ?? nil
            group.cancelAll()
            return text
        }
    }
}
