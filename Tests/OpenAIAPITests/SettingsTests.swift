import OpenAIAPI
import Testing

@Suite("Keys, base URLs and configuration")
struct SettingsTests {
    @Test("a key is never printed")
    func redactsKey() throws {
        let key = try APIKey("  sk-secret\n")
        #expect(key.revealed == "sk-secret")
        #expect("\(key) \(String(reflecting: key))" == "<redacted> <redacted>")
        var dumped = ""
        dump(["key": key], to: &dumped)
        #expect(!dumped.contains("secret"))
        #expect(key.scrub("Bearer sk-secret and sk-secret") == "Bearer <redacted> and <redacted>")
    }

    @Test(
        "a key that no header can carry is refused without showing it",
        arguments: ["", " \n", "sk a", "sk\nb", "skü"]
    )
    func refusesKey(text: String) {
        let error = #expect(throws: APIError.self) { try APIKey(text) }
        #expect(error?.code == .unusableKey)
    }

    @Test(
        "a base URL loses its last slash and nothing else",
        arguments: [
            ("https://api.openai.com/v1/", "https://api.openai.com/v1"),
            ("HTTP://LocalHost:8080", "http://localhost:8080"),
            ("https://gateway.example/team/openai/v1", "https://gateway.example/team/openai/v1"),
            ("http://[::1]:8080/v1", "http://[::1]:8080/v1"),
        ]
    )
    func normalisesBaseURL(text: String, expected: String) throws {
        #expect(try BaseURL(text).description == expected)
    }

    @Test(
        "a base URL that cannot be one is refused",
        arguments: [
            "", "api.openai.com/v1", "ftp://api.example/v1", "https:///v1", "https://user:sk-1@api.example/v1",
            "https://api.example/v1?x=1", "https://api.example/v1#x",
        ]
    )
    func refusesBaseURL(text: String) {
        let error = #expect(throws: APIError.self) { try BaseURL(text) }
        #expect(error?.code == .configuration)
        #expect(error?.message.contains("sk-1") == false)
    }

    @Test("loopback is this machine by any of its names")
    func loopback() throws {
        for text in ["http://localhost:1", "http://127.0.0.1", "http://127.9.9.9/v1", "http://[::1]"] {
            #expect(try BaseURL(text).isLoopback, "\(text)")
        }
        for text in ["http://127.example.com", "http://localhost.example", "https://10.0.0.1"] {
            #expect(try !BaseURL(text).isLoopback, "\(text)")
        }
    }

    @Test("an organisation with a line break is refused")
    func refusesHeaderInjection() throws {
        let url = try BaseURL("https://api.example/v1")
        let error = #expect(throws: APIError.self) {
            try ClientConfiguration(baseURL: url, key: nil, organization: "org\r\nx: y", userAgent: "assistantctl/1")
        }
        #expect(error?.message == "the organization is empty or holds characters that no header can carry")
    }
}
