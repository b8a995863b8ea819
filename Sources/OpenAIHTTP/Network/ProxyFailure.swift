import OpenAIAPI

/// What stands between this machine and the account's, when a proxy does: each with what to do.
struct ProxyFailure {
    let proxy: ProxyServer
    /// The variable that names it.
    let variable: String
    /// Host and port of the account's server.
    let target: String

    /// Nil for a direct way.
    init?(_ route: NetworkRoute, to url: BaseURL) {
        guard case .proxy(let proxy, let variable) = route else { return nil }
        self.proxy = proxy
        self.variable = variable
        target = "\(url.host):\(url.effectivePort)"
    }

    private var name: String { "the proxy \(proxy) (\(variable))" }
    private var otherwise: String { "or name the host in NO_PROXY if it is reached without the proxy" }

    /// 407.
    var needsUser: APIError {
        let (reason, advice) =
            proxy.credentials == nil
            ? ("asks for a user name and a password", "write them into \(variable), as http://user:password@\(proxy)")
            : ("does not accept the user name and the password", "correct them in \(variable)")
        return APIError(
            .proxyRefused,
            "\(name) \(reason): \(advice), with special characters percent-encoded, \(otherwise)."
        )
    }

    /// Any other answer to CONNECT than a connection.
    ///
    /// - Parameter answer: nil where its words could not be had.
    func refusal(_ answer: ProxyAnswer?) -> APIError {
        guard let answer else { return unreachable("it made no connection to \(target)") }
        let said = AnswerText.shortened("\(answer.status) \(answer.reason)", to: 120)
        if answer.status == 407 { return needsUser }
        guard (400..<500).contains(answer.status) else {
            return unreachable("it made no connection to \(target) and said \(said)")
        }
        return APIError(
            .proxyRefused,
            "\(name) refuses to connect to \(target) (\(said)): have it allowed there, \(otherwise)."
        )
    }

    /// No connection to it, or none through it, which may pass.
    func unreachable(_ reason: String) -> APIError {
        APIError(.proxyUnreachable, "\(name) is of no use: \(reason)")
    }
}
