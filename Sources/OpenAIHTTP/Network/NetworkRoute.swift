import OpenAIAPI

/// Which way requests go to an account, and why: what curl and the SDKs read from the environment variables.
package enum NetworkRoute: Sendable, Hashable {
    /// - because: what led to it, such as the entry of `NO_PROXY`.
    case direct(because: String)
    /// - variable: which one names the proxy.
    case proxy(ProxyServer, variable: String)

    /// - Parameter variables: of the process; empty ones count as not set.
    /// - Throws: ``APIError`` with ``APIError/Code/configuration`` that names the variable whose value is no proxy.
    package init(to url: BaseURL, variables: [String: String]) throws(APIError) {
        func first(of names: [String]) -> (name: String, value: String)? {
            for name in names {
                if let value = variables[name], value.contains(where: { !$0.isWhitespace }) { return (name, value) }
            }
            return nil
        }
        if url.isLoopback {
            self = .direct(because: "the host is this machine")
            return
        }
        // A CGI server sets HTTP_PROXY from a visitor's `Proxy` header: in capitals it counts for nothing, as in curl.
        let own = url.scheme == "https" ? ["https_proxy", "HTTPS_PROXY"] : ["http_proxy"]
        guard let (variable, value) = first(of: own + ["all_proxy", "ALL_PROXY"]) else {
            let isMistaken = url.scheme == "http" && first(of: ["HTTP_PROXY"]) != nil
            self = .direct(
                because: isMistaken
                    ? "HTTP_PROXY counts in lower case only, as in curl: set http_proxy" : "no variable names a proxy"
            )
            return
        }
        if let (name, list) = first(of: ["no_proxy", "NO_PROXY"]),
            let entry = NoProxyList(list).entry(for: url.host, port: url.effectivePort)
        {
            self = .direct(because: "\(name) holds \(entry)")
            return
        }
        do throws(ProxyServer.Fault) {
            self = .proxy(try ProxyServer(value), variable: variable)
        } catch {
            throw APIError(.configuration, "\(variable) \(error.reason). Nothing was sent.")
        }
    }

    /// Nil for a direct way.
    var proxy: ProxyServer? {
        if case .proxy(let proxy, _) = self { return proxy }
        return nil
    }
}
