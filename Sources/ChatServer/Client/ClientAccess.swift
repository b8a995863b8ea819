import AssistantModel
import Hummingbird
import Spending

/// Programs that may ask, by the token that they send as their key.
struct ClientAccess: Sendable {
    let configuration: ChatConfiguration

    /// A program that was let in.
    struct Client: Sendable {
        var name: String
        var settings: ServeSettings.Client

        var pot: Pot { Pot(name: "client/\(name)", limit: settings.perDay.dollars.picodollars) }
    }

    /// - Throws: ``ChatRefusal`` for a token that nobody has.
    func client(_ request: Request) throws(ChatRefusal) -> Client {
        let header = request.headers[.authorization] ?? ""
        let token = header.lowercased().hasPrefix("bearer ") ? String(header.dropFirst(7)) : ""
        var found: Client?
        // All are compared, so that the time tells nothing.
        for (name, settings) in configuration.settings.clients.sorted(by: { $0.key < $1.key }) {
            guard let known = configuration.clientTokens[name], !known.isEmpty else { continue }
            if Visitors.areEqual(known, token) { found = Client(name: name, settings: settings) }
        }
        guard let found else {
            throw ChatRefusal(401, "invalid_api_key", "Incorrect API key provided.")
        }
        return found
    }

    func assistants(of client: Client, _ live: LiveAssistants) -> [ServedAssistant] {
        live.all.filter { client.settings.assistants?.contains($0.key) ?? true }
    }
}
