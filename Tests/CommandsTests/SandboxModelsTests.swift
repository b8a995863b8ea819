import AssistantModel
import Deployment
import Foundation
import ManifestLoading
import OpenAIAPI
import Planning
import SourceDiagnostics
import Testing

@testable import Commands

@Suite("The models of the embedded account")
struct SandboxModelsTests {
    @Test("it lists what the catalogue knows and OpenAI serves, with the same ends")
    func catalogue() async throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "models-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let environment = EnvironmentSettings(
            name: "sandbox",
            endpoint: .embedded,
            location: SourceLocation(file: "assistants/project.yaml")
        )
        try await AccountConnection.withClient(
            of: environment,
            assistantsFolder: folder.appending(path: "assistants").path(percentEncoded: false),
            observer: nil
        ) { client in
            let account = try #require(await AccountModelsReader(client: client).read())
            let catalogue = ModelCatalogue.builtIn
            let served = catalogue.models.filter { $0.shutdown.map { $0 > catalogue.date } ?? true }
            #expect(account.names == served.map(\.id))
            for model in served { #expect(account.shutdown(of: model.id) == model.shutdown, "\(model.id)") }
        }
    }
}
