import OpenAIAPI
import Testing

@Suite("Multipart forms")
struct MultipartTests {
    private func form(named name: String, _ bytes: [UInt8] = Array("hello".utf8)) throws -> MultipartForm {
        try MultipartForm(
            fields: [("purpose", "assistants")],
            file: StreamedPart(name: "file", source: .memory(bytes, name: name))
        )
    }

    @Test("the bytes around the file are exact, and so is the length")
    func exactBytes() throws {
        let form = try form(named: "Preisliste „2026“ \"neu\".md")
        let opening = String(decoding: form.opening(boundary: "XX"), as: UTF8.self)
        #expect(
            opening == "--XX\r\nContent-Disposition: form-data; name=\"purpose\"\r\n\r\nassistants\r\n"
                + "--XX\r\nContent-Disposition: form-data; name=\"file\"; "
                + "filename=\"Preisliste „2026“ %22neu%22.md\"\r\nContent-Type: text/markdown\r\n\r\n"
        )
        #expect(form.closing(boundary: "XX") == Array("\r\n--XX--\r\n".utf8))
        #expect(form.byteCount(boundary: "XX") == Int64(opening.utf8.count) + 5 + 10)
    }

    @Test("a name with line breaks is refused", arguments: ["a\r\nb.md", "a\nb.md", "a\u{0}.md", ""])
    func refusesNames(name: String) {
        let error = #expect(throws: APIError.self) { try form(named: name) }
        #expect(error?.code == .fileUnreadable)
        #expect(error?.message.hasSuffix("is empty or holds control characters: rename it") == true)
    }

    @Test("an empty file is refused before any request")
    func refusesEmptyFile() async throws {
        let client = try ScriptedClient("{}")
        let error = await #expect(throws: APIError.self) { try await client.upload(.memory([], name: "empty.md")) }
        #expect(error?.message == "empty.md is empty: no API takes an empty file")
        #expect(client.requests.isEmpty)
    }
}
