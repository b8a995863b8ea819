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
            #"{"data":[{"id":"b"},{"id":"c"}],"has_more":false}"#
        )
        let models: [ModelObject] = try await client.all(["models"])
        #expect(models.map(\.id) == ["a", "b", "c"])
    }

    /// A list of so many models whose server cuts at 20 and never says whether there is more.
    private func cutting(
        _ count: Int,
        heedsCursor: Bool = true,
        heedsOrder: Bool = true,
        knowsCursor: Bool = true
    ) -> ScriptedClient {
        let ids = (0..<count).map { "m-\(100 + $0)" }
        return ScriptedClient { request, _ throws(APIError) in
            func value(_ name: String) -> String? { request.query.first { $0.name == name }?.value }
            var rest = heedsOrder && value("order") == "desc" ? ids.reversed()[...] : ids[...]
            if let cursor = value("after") {
                guard knowsCursor else { throw APIError(.invalidRequest, "unknown parameter after") }
                if heedsCursor { rest = rest.drop { $0 != cursor }.dropFirst() }
            }
            return ["data": .array(rest.prefix(20).map { ["id": .string($0)] })]
        }
    }

    @Test("a page that does not say whether there is more is followed", arguments: [0, 3, 20, 45])
    func followsSilentPages(count: Int) async throws {
        let client = cutting(count)
        let models: [ModelObject] = try await client.all(["models"])
        #expect(models.count == count)
        #expect(client.cutLists == [])
    }

    @Test(
        "a server that gives the same page again is read from the other end, and nothing comes twice",
        arguments: [(3, 3), (20, 20), (30, 30), (50, 40)]
    )
    func readsFromTheOtherEnd(count: Int, seen: Int) async throws {
        for client in [cutting(count, heedsCursor: false), cutting(count, knowsCursor: false)] {
            let models: [ModelObject] = try await client.all(["models"])
            #expect(Set(models.map(\.id)).count == seen && models.count == seen)
            // Of 50 the ten in the middle are shown by neither end.
            #expect(client.cutLists == (count == 50 ? ["/v1/models"] : []))
        }
    }

    @Test("a list of a round number of items that has one end only may be cut", arguments: [(19, false), (20, true)])
    func listWithOneEnd(count: Int, isCut: Bool) async throws {
        let client = cutting(count, heedsCursor: false, heedsOrder: false)
        let models: [ModelObject] = try await client.all(["models"])
        #expect(models.count == count)
        #expect(client.cutLists == (isCut ? ["/v1/models"] : []))
    }

    @Test("null for a list is no list, and no list at all is an error")
    func nullData() async throws {
        let client = try ScriptedClient(#"{"object":"list","data":null}"#, #"{"object":"list"}"#)
        let files = try await client.listFiles()
        #expect(files.isEmpty)
        let error = await #expect(throws: APIError.self) { try await client.listFiles() }
        #expect(error?.message == "data in the answer is missing")
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
