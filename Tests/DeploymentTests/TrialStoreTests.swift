import OpenAIAPI
import Testing

@testable import Deployment

@Suite("what a check makes for its time")
struct TrialStoreTests {
    @Test("a store goes without files of live stores, also where a store that goes takes its files along")
    func borrowedFilesStay() async throws {
        let account = FakeAccount()
        try await TestProject.standard.apply(account)
        let live = account.read { $0.stores.mapValues { Set($0.members.keys) } }
        let fileID = try #require(live.values.joined().min())
        account.change { $0.behaviour.takesFilesAlong = true }
        let trial = try await account.createVectorStore(VectorStoreParameters(name: .value("trial")))
        _ = try await account.createVectorStoreFile(VectorStoreAttachment(fileID: fileID), in: trial.id)
        #expect(try await account.deleteTrialStore(trial.id) == .deleted)
        #expect(account.read { $0.stores.mapValues { Set($0.members.keys) } } == live)
    }
}
