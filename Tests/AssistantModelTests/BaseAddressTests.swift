import AssistantModel
import Testing

@Suite("Base URLs as they are printed")
struct BaseAddressTests {
    @Test(
        "user names, passwords and values of a query are hidden, and all else is shown",
        arguments: [
            ("https://api.openai.com/v1", "https://api.openai.com/v1"),
            ("http://[::1]:8371/v1/", "http://[::1]:8371/v1/"),
            (
                "http://anna:geheim123@127.0.0.1:8371/v1?api_key=geheim456",
                "http://<hidden>@127.0.0.1:8371/v1?api_key=<hidden>"
            ),
            ("https://geheim@gateway.example", "https://<hidden>@gateway.example"),
            ("https://anna:ge@heim@gateway.example/v1", "https://<hidden>@gateway.example/v1"),
            ("anna:geheim@gateway.example/v1?geheim&a=b=geheim", "<hidden>@gateway.example/v1?<hidden>&a=<hidden>"),
            ("https://gateway.example/v1#geheim?x=geheim", "https://gateway.example/v1#<hidden>"),
            ("https://gateway.example?key=geheim#geheim", "https://gateway.example?key=<hidden>#<hidden>"),
        ]
    )
    func shown(url: String, text: String) {
        #expect(BaseAddress.shown(url) == text)
    }
}
