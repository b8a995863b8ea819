import AssistantModel
import OpenAIAPI
import OrderedJSON
import ReleaseProtocol
import Synchronization
import Testing

@testable import Deployment

/// Runs of Velo Lindqvist's support project against a ``FakeSkills``.
struct RegistryBench: Sendable {
    let account = FakeSkills()
    let notices = Notices()

    final class Notices: Sendable {
        private let all = Mutex<[RegistryNotice]>([])
        var list: [RegistryNotice] { all.withLock { $0 } }
        func add(_ notice: RegistryNotice) { all.withLock { $0.append(notice) } }
    }

    static let skill = "skill_1"

    func registry(environment: String = "production") -> ReleaseRegistry {
        let notices = notices
        return ReleaseRegistry(
            client: account,
            project: "velo",
            environment: environment,
            clock: account.clock,
            unixTime: account.now
        ) { notices.add($0) }
    }

    func settings(
        _ id: String,
        author: String = "deployer",
        purpose: RegistryMachine.Purpose = .release,
        takesOver: Bool = false
    ) -> RegistryRunSettings {
        RegistryRunSettings(
            run: RegistryRun(id: id, author: author, host: "build-7"),
            purpose: purpose,
            takesOver: takesOver,
            toolVersion: "0.3.0"
        )
    }

    static let changes = [
        ReleaseJournal.Change(
            address: "file.support-bot/docs/new.pdf",
            action: "create",
            upload: ReleaseUpload(name: "new.pdf", bytes: 5, sha256: "c")
        )
    ]

    /// A release of one assistant with these file objects.
    static func content(_ fileIDs: String...) -> ReleaseContent {
        let files = fileIDs.map { ReleaseFile(path: "docs/\($0).md", sha256: "a", bytes: 1, id: $0) }
        return ReleaseContent(
            assistants: [
                ReleaseAssistant(
                    key: "support-bot",
                    definition: AssistantDefinition(model: "gpt-6-sol"),
                    knowledge: .own(ReleaseKnowledge(key: "support-bot", vectorStoreID: "vs_1", files: files)),
                    vectorStoreID: "vs_1",
                    request: ["model": "gpt-6-sol"]
                )
            ]
        )
    }

    func begin(
        _ settings: RegistryRunSettings,
        on base: RegistrySnapshot?,
        confirm: @escaping PlanConfirmation = { _ throws(DeploymentError) in
            Issue.record("asked whether the plan stands")
        }
    ) async throws -> RegistrySession {
        try await registry().begin(settings, plannedOn: base, changes: Self.changes, confirm: confirm)
    }

    /// A whole run.
    @discardableResult
    func release(
        _ id: String,
        _ content: ReleaseContent = content("file-1"),
        keep: Int = 10
    ) async throws -> PublishedRelease {
        let session = try await begin(settings(id), on: try await registry().read())
        var content = content
        content.changes = Self.changes.map { "\($0.action) \($0.address)" }
        let published = try await session.publish(content, keep: keep) { _ throws(DeploymentError) in }
        try await session.close()
        return published
    }

    /// `1 complete 0` for every version of the registry, with a star at the default.
    var versions: [String] {
        account.read { state in
            guard let skill = state.skills[Self.skill] else { return [] }
            return skill.versions.keys.sorted().map { number in
                let archive = skill.versions[number]?.archive ?? []
                let star = number == skill.defaultVersion ? "*" : ""
                guard let document = try? SkillBundle(zip: archive).document else { return "\(number)\(star) foreign" }
                switch document.content {
                case .complete: return "\(number)\(star) release \(document.release)"
                case .applying(let journal):
                    return "\(number)\(star) \(journal.isEnd ? "end" : "journal") \(document.origin.run.id)"
                }
            }
        }
    }
}
