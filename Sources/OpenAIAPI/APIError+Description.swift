extension APIError: CustomStringConvertible {
    /// One line: which request, what happened, what to do next, and the request id to quote to the provider.
    package var description: String {
        var text = place.map { "\($0.method) \($0.server)\($0.path): " } ?? ""
        if let answer {
            text += "\(answer.status)"
            if let code = answer.code ?? answer.type { text += " \(code)" }
            text += ": "
        }
        text += message
        if let advice { text += Self.endsSentence(text) ? " \(advice)" : ". \(advice)" }
        if mayHaveBeenCarriedOut {
            text += Self.endsSentence(text) ? "" : "."
            text += " The server may have carried it out: look before repeating it."
        }
        var notes: [String] = []
        if let param = answer?.param { notes.append("param \(param)") }
        if let requestID = answer?.requestID { notes.append("request id \(requestID)") }
        if attempts > 1 { notes.append("\(attempts) attempts") }
        return notes.isEmpty ? text : text + " (\(notes.joined(separator: ", ")))"
    }

    private static func endsSentence(_ text: String) -> Bool {
        text.last.map { ".!?".contains($0) } ?? true
    }

    private var isOnThisMachine: Bool {
        place.flatMap { try? BaseURL($0.server) }?.isLoopback == true
    }

    /// What to do next.
    private var advice: String? {
        switch code {
        case .unauthorized:
            "Check \(place?.keySource ?? "the API key"): it must be a valid key of this account"
                + (place?.project.map { " and of project \($0)" } ?? "") + ". A new key takes up to 15 minutes to work."
        case .forbidden:
            "Give the key\(place?.keySource.map { " in \($0)" } ?? "") permission for this in the account's settings"
                + (place?.project.map { ", and check that project \($0) exists and is open to it." } ?? ".")
        case .rateLimited: "Wait and try again, or lower --concurrency."
        case .billing: "Retrying does not help: raise the limit or add credit in the account's billing settings."
        case .server: "Try again later; the provider's status page says more."
        case .unreachable where isOnThisMachine:
            "Check that `assistantctl sandbox`, or another server, is running there and that base_url is right."
        case .unreachable: "Check that the host is up and that base_url and any proxy or firewall are right."
        case .invalidRequest where answer?.code == "invalid_function_parameters":
            "`assistantctl validate` says where the schema of a function is what OpenAI refuses."
        case .nameResolution: "Check base_url for a typing error, and the network's DNS."
        case .tls: "Check that base_url names an https server with a certificate that this machine trusts."
        case .proxyUnreachable: "Check the variable, and name the host in NO_PROXY if it is reached without the proxy."
        case .timeout: "Check the network and the provider's status page."
        case .notServed, .notJSON: "Check base_url (it usually ends in /v1) and any proxy between."
        case .truncatedAnswer: "Try again; if it stays so, a proxy between cuts answers off."
        case .redirected: "Set base_url to the place itself; the key is never sent on to it."
        case .fileChanged: "Run plan again."
        case .brokenPaging: "The server's paging is broken; report it with the request id."
        default: nil
        }
    }
}
