import AssistantModel
import ChatServer
import Foundation
import Rendering
import StateDatabase

/// What `doctor --serve` checks besides the account: everything that `serve` takes from its surroundings. Nothing is
/// made, and no function is called.
struct ServeChecks: Sendable {
    let settings: ServeSettings
    let environment: EnvironmentSettings
    /// Of the manifests.
    let folder: String
    let variables: [String: String]

    private var isEmbedded: Bool { environment.endpoint == .embedded }
    private var setup: ServeSetup { ServeSetup(settings: settings, isEmbedded: isEmbedded, variables: variables) }

    func run() async -> [DoctorCheck] {
        var checks: [DoctorCheck] = []
        if !isEmbedded { checks.append(key()) }
        if !settings.clients.isEmpty { checks.append(clients()) }
        for (name, address) in settings.functions.sorted(by: { $0.key < $1.key }) {
            checks.append(await function(name, address))
        }
        checks.append(await publicAddress())
        checks += theme()
        checks.append(await StateCheck(folder: folder, variables: variables).run())
        checks.append(port())
        checks.append(openFiles())
        return checks
    }

    /// A manifest without `serve` can be served from the embedded account only.
    static func missingSettings() -> DoctorCheck {
        DoctorCheck(
            name: "serve",
            status: .failure,
            detail: "project.yaml does not say what may be served",
            advice: "add `serve: { assistants: [...], budget: { usd_per_day: ... } }`"
        )
    }

    // MARK: keys and tokens

    private func key() -> DoctorCheck {
        guard let name = settings.apiKeyVariable, name != environment.apiKeyVariable else {
            return DoctorCheck(
                name: "serve key",
                status: .warning,
                detail: "answers are asked with the key that deploys, \(environment.apiKeyVariable)",
                advice: "make a key that can answer and not deploy, and name its variable in `serve.api_key_env`"
            )
        }
        guard let value = variables[name], !value.isEmpty else {
            return DoctorCheck(
                name: "serve key",
                status: .failure,
                detail: "set the environment variable \(name), which `serve.api_key_env` names"
            )
        }
        guard value != variables[environment.apiKeyVariable] else {
            return DoctorCheck(
                name: "serve key",
                status: .warning,
                detail: "\(name) and \(environment.apiKeyVariable) hold the same key",
                advice: "make a key that can answer and not deploy"
            )
        }
        return DoctorCheck(name: "serve key", status: .ok, detail: "in the environment variable \(name)")
    }

    private func clients() -> DoctorCheck {
        check("client tokens") { () throws(ServeRefusal) in
            "set, for \(try setup.clientTokens().keys.sorted().joined(separator: ", "))"
        }
    }

    private func function(_ name: String, _ address: ServeSettings.FunctionAddress) async -> DoctorCheck {
        var one = setup.settings
        one.functions = [name: address]
        let setup = ServeSetup(settings: one, isEmbedded: isEmbedded, variables: variables)
        let title = "function \(name)"
        let token = check(title) { () throws(ServeRefusal) in
            try setup.functionTokens().isEmpty ? "without a token" : "with its token"
        }
        guard token.status == .ok else { return token }
        guard let host = URL(string: address.url)?.host(percentEncoded: false) else {
            return DoctorCheck(name: title, status: .failure, detail: "\(address.url) is no address")
        }
        guard await NetworkProbe.isKnown(host: host) else {
            return DoctorCheck(
                name: title,
                status: .failure,
                detail: "\(host) has no address: nobody can call the function",
                advice: "check the name in `serve.functions.\(name).url`, and this machine's name servers"
            )
        }
        return DoctorCheck(name: title, status: .ok, detail: "\(address.url), \(token.detail); not called")
    }

    private func check(_ name: String, _ look: () throws(ServeRefusal) -> String) -> DoctorCheck {
        do throws(ServeRefusal) {
            return DoctorCheck(name: name, status: .ok, detail: try look())
        } catch {
            return DoctorCheck(name: name, status: .failure, detail: error.message, advice: error.hint)
        }
    }

    // MARK: the page

    private func publicAddress() async -> DoctorCheck {
        let name = "public address"
        guard let url = settings.publicURL, let host = URL(string: url)?.host(percentEncoded: false) else {
            return DoctorCheck(
                name: name,
                status: isEmbedded ? .ok : .warning,
                detail: "none: only this machine is answered",
                advice: isEmbedded ? nil : "add `public_url: https://...` where visitors come through a proxy"
            )
        }
        guard await NetworkProbe.isKnown(host: host) else {
            return DoctorCheck(
                name: name,
                status: .warning,
                detail: "\(host) has no address: visitors do not find it",
                advice: "add it to your name servers, or correct `serve.public_url`"
            )
        }
        let frames =
            settings.origins.isEmpty
            ? "no other site may show it in a frame" : "may be shown by \(settings.origins.joined(separator: ", "))"
        return DoctorCheck(
            name: name,
            status: .ok,
            detail: "\(url), \(frames)",
            advice: url.hasPrefix("https:")
                ? "`serve` speaks plain HTTP: a proxy has to answer there with TLS, and pass `Host` on" : nil
        )
    }

    private func theme() -> [DoctorCheck] {
        var checks: [DoctorCheck] = []
        if let path = settings.theme.logo {
            checks.append(
                check("logo") { () throws(ServeRefusal) in
                    _ = try setup.logo()
                    return path
                }
            )
        }
        if let color = settings.theme.color, let contrast = AccentContrast(color) {
            let shown = String(format: "%.1f", contrast.best)
            checks.append(
                DoctorCheck(
                    name: "theme",
                    status: contrast.isReadable ? .ok : .warning,
                    detail: "texts upon \(color) have a contrast of \(shown)",
                    advice: contrast.isReadable ? nil : "choose a lighter or a darker colour: WCAG asks for 4.5"
                )
            )
        }
        return checks
    }

    // MARK: this machine

    private func port() -> DoctorCheck {
        let port = UInt16(ChatConfiguration.standardPort)
        guard NetworkProbe.isFree(loopbackPort: port) else {
            return DoctorCheck(
                name: "port",
                status: .warning,
                detail: "port \(port) is in use: another program listens on it",
                advice: "where that is not `serve` itself, choose another port with --port"
            )
        }
        return DoctorCheck(name: "port", status: .ok, detail: "\(port) is free")
    }

    /// Visitors that a server of this kind is made for.
    private static let expectedConnections = 2000

    private func openFiles() -> DoctorCheck {
        let connections = OpenFileLimit.connections(below: OpenFileLimit.raise())
        let isEnough = connections >= Self.expectedConnections
        return DoctorCheck(
            name: "connections",
            status: isEnough ? .ok : .warning,
            detail: "\(connections) at a time",
            advice: isEnough ? nil : "raise the hard limit of open files: ulimit -Hn, LimitNOFILE= of systemd"
        )
    }
}
