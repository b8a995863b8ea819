import OpenAIAPI
import Testing

@Suite("Paths and queries")
struct RequestTargetTests {
    @Test("ids and values are percent-encoded")
    func encodes() throws {
        let request = APIRequest(
            .get,
            ["files", "a/b?c #ü"],
            query: [("include[]", "a&b=c"), ("after", "file-1_~.x")],
            repeatability: .always
        )
        #expect(try request.target() == "/files/a%2Fb%3Fc%20%23%C3%BC?include%5B%5D=a%26b%3Dc&after=file-1_~.x")
    }

    @Test("an empty id never becomes a request on the collection", arguments: ["", ".", ".."])
    func refusesEmptyID(id: String) async throws {
        let client = try ScriptedClient("{}")
        let error = await #expect(throws: APIError.self) { try await client.deleteFile(id) }
        #expect(error?.description == "DELETE files/\(id): an id is \"\(id)\"")
        #expect(error?.attempts == 0)
    }
}
