import OpenAIAPI
import OpenAIHTTP
import Synchronization
import Testing

@Suite("Cancelled tasks", .timeLimit(.minutes(5)))
struct CancellationTests {
    @Test("a creation under way may have been carried out")
    func underWay() async throws {
        try await ScriptedServer.with([.hang]) { server in
            try await withClient(port: server.port) { client in
                let outcome = await withTaskGroup(of: Result<VectorStoreObject, APIError>?.self) { group in
                    group.addTask {
                        do throws(APIError) {
                            return .success(try await client.createVectorStore(VectorStoreParameters()))
                        } catch {
                            return .failure(error)
                        }
                    }
                    var arrived = server.arrivals.makeAsyncIterator()
                    _ = await arrived.next()
                    group.cancelAll()
                    return await group.next() ?? nil
                }
                guard case .failure(let error) = outcome else {
                    Issue.record("the request ended with \(String(describing: outcome))")
                    return
                }
                #expect(error.code == .cancelled)
                #expect(error.mayHaveBeenCarriedOut)
            }
        }
    }

    @Test("a wait for the next try ends at once, and says what it waited for")
    func whileWaiting() async throws {
        let answer = ScriptedServer.response(429, #"{"error":{"message":"Too many requests","type":"x"}}"#)
        try await ScriptedServer.with([.answer(answer)]) { server in
            let witness = Witness(sleep: { _ in throw CancellationError() })
            let error = await #expect(throws: APIError.self) {
                try await withClient(port: server.port, witness: witness) { try await $0.listModels() }
            }
            #expect(error?.code == .cancelled)
            #expect(error?.message == "cancelled while waiting to try again after: Too many requests")
            #expect(server.requests.count == 1)
        }
    }

    @Test("a wait for the next try ends when waits are to end, and a request that need not wait is sent")
    func endOfWaits() async throws {
        let refusal = ScriptedServer.response(429, #"{"error":{"message":"Too many requests","type":"x"}}"#)
        let models = ScriptedServer.response(200, #"{"object":"list","data":[]}"#)
        try await ScriptedServer.with([.answer(models), .answer(refusal)]) { server in
            // Waits until it is cancelled.
            let witness = Witness(sleep: { _ in try await Task.sleep(for: .seconds(3600)) })
            try await withClient(port: server.port, witness: witness) { client in
                let (models, error) = try await WaitEnd.$current.withValue(WaitEnd {}) {
                    let models = try await client.listModels()
                    return (models, await #expect(throws: APIError.self) { try await client.listModels() })
                }
                #expect(models.isEmpty)
                #expect(error?.code == .cancelled)
                #expect(error?.message == "interrupted while waiting to try again after: Too many requests")
            }
            #expect(server.requests.count == 2)
        }
    }
}
