/// Addresses to which everybody who knows them can post.
enum Webhook {
    private struct Service {
        var name: String
        /// The host, or what it ends with behind a dot.
        var host: String
        /// How the path begins.
        var path: String
        /// What the rest holds besides.
        var mark = ""
    }

    private static let services = [
        Service(name: "Slack", host: "hooks.slack.com", path: "/services/"),
        Service(name: "Slack", host: "hooks.slack.com", path: "/workflows/"),
        Service(name: "Slack", host: "hooks.slack.com", path: "/triggers/"),
        Service(name: "Discord", host: "discord.com", path: "/api/webhooks/"),
        Service(name: "Discord", host: "discordapp.com", path: "/api/webhooks/"),
        Service(name: "Teams", host: "webhook.office.com", path: "/webhook"),
        Service(name: "Teams", host: "outlook.office.com", path: "/webhook/"),
        Service(name: "Teams", host: "logic.azure.com", path: "/", mark: "sig="),
        Service(name: "Teams", host: "api.powerplatform.com", path: "/", mark: "sig="),
        Service(name: "Google Chat", host: "chat.googleapis.com", path: "/v1/spaces/", mark: "token="),
        Service(name: "Zapier", host: "hooks.zapier.com", path: "/hooks/catch/"),
        Service(name: "Telegram", host: "api.telegram.org", path: "/bot"),
    ]

    /// Whose webhook stands at an address; nil for any other address.
    static func service(at authority: ArraySlice<UInt8>, _ path: ArraySlice<UInt8>) -> String? {
        let host = String(decoding: authority.prefix { $0 != UInt8(ascii: ":") }, as: UTF8.self).lowercased()
        guard
            let service = services.first(where: { service in
                (host == service.host || host.hasSuffix("." + service.host)) && path.starts(with: service.path.utf8)
            })
        else { return nil }
        // Documents write the form of the address without what makes it one.
        guard path.contains(where: SecretPattern.isDigit) else { return nil }
        guard !service.mark.isEmpty else { return service.name }
        return String(decoding: path, as: UTF8.self).contains(service.mark) ? service.name : nil
    }
}
