import AssistantModel
import OpenAIAPI
import OrderedJSON
import Planning
import Testing

@testable import Deployment

@Suite("The models of an account")
struct AccountModelsTests {
    /// A host that answers every request alike.
    private struct Host: OpenAIClient {
        var answer: Result<JSONValue, APIError>
        var observed: ObservedAccount { ObservedAccount() }

        func send(_ request: APIRequest) async throws(APIError) -> APIResponse {
            let place = APIError.Place(method: "GET", path: "/v1/models", server: "fake")
            return APIResponse(body: try answer.get(), place: place)
        }
    }

    private static func failing(_ code: APIError.Code, _ status: Int?) -> AccountModelsReader {
        let place = APIError.Place(method: "GET", path: "/v1/models", server: "fake")
        let answer = status.map { APIError.Answer(status: $0) }
        return AccountModelsReader(
            client: Host(answer: .failure(APIError(code, "no", place: place, answer: answer)))
        )
    }

    private static func listing(_ models: JSONValue) -> AccountModelsReader {
        AccountModelsReader(client: Host(answer: .success(["object": "list", "data": models])))
    }

    @Test("the days on which models end")
    func days() async throws {
        let models = await Self.listing([
            ["id": "gpt-5", "object": "model", "created": 1, "owned_by": "system", "shutdown_date": "2026-12-11"],
            ["id": "gpt-6-luna", "shutdown_date": nil], ["id": "velo-1", "shutdown_date": "soon"],
        ]).read()
        let account = try #require(models)
        #expect(account.names == ["gpt-5", "gpt-6-luna", "velo-1"])
        #expect(account.shutdown(of: "gpt-5") == CalendarDay("2026-12-11"))
        #expect(account.shutdown(of: "velo-1") == nil)
        #expect(account.tellsShutdowns)
    }

    @Test("a host that lists other fields tells names and no ends")
    func otherFields() async throws {
        let account = try #require(await Self.listing([["id": "llama", "max_model_len": 8192]]).read())
        #expect(account.lists("llama") && !account.tellsShutdowns)
    }

    @Test(
        "a host without a list is none, in whatever way it says so",
        arguments: [
            (.notServed, 404), (.invalidRequest, 405), (.server, 501), (.notJSON, 200), (.decoding, 200),
        ] as [(APIError.Code, Int)]
    )
    func noList(code: APIError.Code, status: Int) async throws {
        #expect(await Self.failing(code, status).read() == nil)
        #expect(try await Self.failing(code, status).readIfServed() == nil)
    }

    @Test("what else is wrong ends the command that asked for models, and no other")
    func failures() async {
        let reader = Self.failing(.unauthorized, 401)
        #expect(await reader.read() == nil)
        await #expect(throws: APIError.self) { try await reader.readIfServed() }
    }
}
