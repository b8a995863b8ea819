import OpenAIAPI

/// The hosts that may get a key, from `ASSISTANTCTL_ALLOWED_HOSTS`. A manifest says where requests go and which variable
/// holds the key: whoever can change it could send any variable anywhere. Only the machine's owner can change this.
struct AllowedHosts {
    static let variable = "ASSISTANTCTL_ALLOWED_HOSTS"

    /// `host`, or `host:port`, in lower case.
    let entries: [String]

    /// Nil where the variable is not set. One that is set and empty allows nothing: it was meant to say something.
    init?(variables: [String: String]) {
        guard let list = variables[Self.variable] else { return nil }
        entries = list.split { $0 == "," || $0.isWhitespace }.map { $0.lowercased() }
    }

    /// - Throws: ``HostNotAllowed``.
    func check(_ url: BaseURL) throws(HostNotAllowed) {
        let isAllowed = entries.contains { $0 == url.host || $0 == "\(url.host):\(url.effectivePort)" }
        guard isAllowed else { throw HostNotAllowed(host: url.host, allowed: entries) }
    }
}

/// An environment whose host may not get a key.
struct HostNotAllowed: Error {
    let host: String
    let allowed: [String]

    var message: String {
        allowed.isEmpty
            ? "\(AllowedHosts.variable) is set and names no host, so that no host may get a key: nothing was sent"
            : "\(AllowedHosts.variable) does not let a key go to \(host): nothing was sent"
    }

    var hint: String {
        allowed.isEmpty
            ? "set it to hosts, with commas between, or unset it"
            : "allowed: \(allowed.joined(separator: ", ")); check `base_url` and OPENAI_BASE_URL"
    }
}
