import AssistantModel
import Deployment
import ManifestLoading
import OpenAIAPI
import Planning
import Testing

@testable import Commands

@Suite("The models of the embedded account")
struct SandboxModelsTests {
    @Test("it lists what the catalogue knows and OpenAI serves, with the same ends")
    func catalogue() async throws {
        try await withEmbeddedAccount { client in
            let account = try #require(try await AccountModelsReader(client: client).readIfServed())
            let catalogue = ModelCatalogue.builtIn
            let served = catalogue.models.filter { $0.shutdown.map { $0 > catalogue.date } ?? true }
            #expect(account.names == served.map(\.id))
            for model in served { #expect(account.shutdown(of: model.id) == model.shutdown, "\(model.id)") }
        }
    }
}
