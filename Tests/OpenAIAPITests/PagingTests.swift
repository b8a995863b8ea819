import OpenAIAPI
import OrderedJSON
import Testing

@Suite("Reading lists")
struct PagingTests {
    @Test("follows the id of the last item until the server has no more")
    func followsPages() async throws {
        let client = try ScriptedClient(
            #"{"data":[{"id":"a","object":"model"},{"id":"b"}],"has_more":true,"last_id":"wrong"}"#,
            #"{"data":[{"id":"c"}],"has_more":false,"first_id":null}"#
        )
        let models: [ModelObject] = try await client.all(["models"], query: [("x", "1")])
        #expect(models.map(\.id) == ["a", "b", "c"])
        #expect(
            client.lines == [
                "GET /models?x=1&limit=100&order=asc", "GET /models?x=1&limit=100&order=asc&after=b",
            ]
        )
    }

    @Test("returns an item once that moved to the next page while reading")
    func removesDuplicates() async throws {
        let client = try ScriptedClient(
            #"{"data":[{"id":"a"},{"id":"b"}],"has_more":true}"#,
            #"{"data":[{"id":"b"},{"id":"c"}]}"#
        )
        let models: [ModelObject] = try await client.all(["models"])
        #expect(models.map(\.id) == ["a", "b", "c"])
    }

    @Test("stops at an empty page, whatever it claims")
    func stopsAtEmptyPage() async throws {
        let client = try ScriptedClient(#"{"data":[],"has_more":true,"first_id":null,"last_id":null}"#)
        let models: [ModelObject] = try await client.all(["models"])
        #expect(models.isEmpty)
        #expect(client.requests.count == 1)
    }

    @Test("refuses a server that sends the same page for ever")
    func refusesRepeatedPage() async throws {
        let client = ScriptedClient { _, _ throws(APIError) in ["data": [["id": "a"]], "has_more": true] }
        let error = await #expect(throws: APIError.self) {
            let _: [ModelObject] = try await client.all(["models"])
        }
        #expect(
            error?.description == """
                GET https://api.example/v1/models?limit=100&order=asc&after=a: 200: the server says that there is \
                more, and sends the same page again. The server's paging is broken; report it with the request id. \
                (request id req_1)
                """
        )
        #expect(client.requests.count == 2)
    }

    @Test("asks for files in the largest pages there are")
    func filesInLargePages() async throws {
        let client = try ScriptedClient(#"{"data":[]}"#)
        _ = try await client.listFiles(purpose: .assistants)
        #expect(client.lines == ["GET /files?purpose=assistants&limit=10000&order=asc"])
    }
}
