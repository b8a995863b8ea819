import AssistantModel
import Deployment
import OpenAIAPI
import ReleaseProtocol
import Testing

@testable import Commands

@Suite("The registry on the embedded account, over HTTP")
struct RegistryInSandboxTests {
    private static func withRegistry(
        _ body: @escaping @Sendable (any OpenAIClient, ReleaseRegistry) async throws -> Void
    ) async throws {
        try await withEmbeddedAccount { client in
            let registry = ReleaseRegistry(
                client: client,
                project: "velo",
                environment: "sandbox",
                unixTime: 0,
                timing: .nextDoor
            )
            try await body(client, registry)
        }
    }

    private static func settings(
        _ id: String,
        _ purpose: RegistryMachine.Purpose = .release
    ) -> RegistryRunSettings {
        RegistryRunSettings(
            run: RegistryRun(id: id, author: "deployer", host: "build-7"),
            purpose: purpose,
            toolVersion: "0.3.0"
        )
    }

    private static func content(_ model: String) -> ReleaseContent {
        let definition = AssistantDefinition(model: model, instructions: "Be kind. – 🚲")
        return ReleaseContent(
            assistants: [ReleaseAssistant(key: "support-bot", definition: definition, request: definition.json)]
        )
    }

    private static func begin(
        _ registry: ReleaseRegistry,
        _ settings: RegistryRunSettings
    ) async throws -> RegistrySession {
        try await registry.begin(settings, plannedOn: try await registry.read(.newerVersions), changes: []) {
            _ throws(DeploymentError) in
        }
    }

    /// Nil for a run that makes a release.
    private static func refusal(of id: String, by registry: ReleaseRegistry) async -> DeploymentError.Code? {
        do throws(DeploymentError) {
            let session = try await registry.begin(settings(id), plannedOn: nil, changes: []) {
                _ throws(DeploymentError) in
            }
            _ = try await session.publish(content("gpt-6-sol"), keep: 10) { _ throws(DeploymentError) in }
            return nil
        } catch {
            return error.code
        }
    }

    @Test("releases are published, locked, kept and destroyed")
    func story() async throws {
        try await Self.withRegistry { client, registry in
            for (number, model) in ["gpt-6-luna", "gpt-6-sol", "gpt-6-terra"].enumerated() {
                let session = try await Self.begin(registry, Self.settings("run-\(number)"))
                let error = await #expect(throws: DeploymentError.self) {
                    try await Self.begin(registry, Self.settings("other-\(number)"))
                }
                #expect(error?.code == .locked)
                #expect(error?.message.hasPrefix("deployer (from build-7) has been changing this environment") == true)
                let published = try await session.publish(Self.content(model), keep: 2) {
                    _ throws(DeploymentError) in
                }
                #expect(published.release == number + 1)
                try await session.close()
            }
            let snapshot = try #require(try await registry.read(.newerVersions))
            #expect(snapshot.content == Self.content("gpt-6-terra").following(snapshot.content))
            #expect(snapshot.content.history.map(\.release) == [2])
            let versions = try await client.listSkillVersions(of: snapshot.holderID).compactMap(\.number)
            #expect(versions == [snapshot.content.history[0].version, snapshot.version])
            #expect(try await registry.release(2, in: snapshot).release == 2)

            let destroying = try await Self.begin(registry, Self.settings("last", .destroy))
            _ = try await destroying.permitDeletion()
            try await destroying.deleteRegistry()
            #expect(try await registry.read() == nil)
            #expect(try await client.listSkills().isEmpty)
        }
    }

    @Test("first runs at once over HTTP: one registry, and every run has made its release or was refused")
    func twoFirstRuns() async throws {
        try await Self.withRegistry { client, registry in
            let refusals = await withTaskGroup(of: DeploymentError.Code?.self) { group in
                for id in ["one", "two", "three"] {
                    group.addTask { await Self.refusal(of: id, by: registry) }
                }
                return await group.reduce(into: [DeploymentError.Code]()) { if let code = $1 { $0.append(code) } }
            }
            #expect(refusals.count < 3)
            #expect(Set(refusals).isSubset(of: [.locked]))
            let skills = try await client.listSkills()
            #expect(skills.count == 1)
            let snapshot = try #require(try await registry.read())
            #expect(snapshot.document.release == 3 - refusals.count)
        }
    }
}

extension ReleaseContent {
    /// With what the driver fills in.
    fileprivate func following(_ other: ReleaseContent) -> ReleaseContent {
        var content = self
        content.history = other.history
        content.leftovers = other.leftovers
        content.changes = other.changes
        return content
    }
}
