import AssistantModel
import Foundation
import LocalFiles
import OpenAIAPI
import OpenAIHTTP
import Rendering
import SourceDiagnostics

/// What `doctor` checks without the account.
enum LocalChecks {
    static func manifests(_ diagnostics: [Diagnostic]) -> DoctorCheck {
        let summary = DiagnosticRenderer.summary(diagnostics)
        return DoctorCheck(
            name: "manifests",
            status: diagnostics.hasErrors ? .failure : diagnostics.isEmpty ? .ok : .warning,
            detail: summary ?? "valid",
            advice: summary.map { _ in "`assistantctl validate` shows each with its place" }
        )
    }

    /// A cache that cannot be written costs time, not correctness.
    ///
    /// - Parameter path: nil for none.
    static func cacheFolder(_ path: String?) -> DoctorCheck {
        guard let path else {
            return DoctorCheck(
                name: "cache",
                status: .warning,
                detail: "none: neither XDG_CACHE_HOME nor HOME is an absolute path; every plan reads every file again",
                advice: "set HOME, or XDG_CACHE_HOME to a folder that can be written"
            )
        }
        do {
            try HashCache.makeFolder(path)
        } catch {
            return unwritableCache(path)
        }
        guard FileManager.default.isWritableFile(atPath: path) else { return unwritableCache(path) }
        return DoctorCheck(name: "cache", status: .ok, detail: path)
    }

    private static func unwritableCache(_ path: String) -> DoctorCheck {
        DoctorCheck(
            name: "cache",
            status: .warning,
            detail: "\(path) cannot be written: every plan reads every file again",
            advice: "set XDG_CACHE_HOME to a folder that can be written"
        )
    }

    static func environment(_ environment: EnvironmentSettings, variables: [String: String]) -> [DoctorCheck] {
        let place = "\(environment.name), api: \(environment.api.rawValue)"
        if environment.endpoint == .embedded {
            return [
                DoctorCheck(name: "environment", status: .ok, detail: "\(place), the embedded sandbox"),
                pdfText(variables),
            ]
        }
        let url = BaseAddress.shown(AccountSettings.baseURL(of: environment, variables: variables))
        var checks = [DoctorCheck(name: "environment", status: .ok, detail: "\(place), \(url)")]
        do throws(APIError) {
            let configuration = try AccountSettings(environment: environment, variables: variables).configuration
            checks.append(
                DoctorCheck(
                    name: "key",
                    status: .ok,
                    detail: "in the environment variable \(environment.apiKeyVariable)"
                )
            )
            if configuration.baseURL.scheme == "http", !configuration.baseURL.isLoopback {
                checks.append(
                    DoctorCheck(
                        name: "encryption",
                        status: .warning,
                        detail: "\(url) is not encrypted: everybody on the way can read the key",
                        advice: "use https"
                    )
                )
            }
            checks += network(to: configuration.baseURL, of: environment, variables: variables)
        } catch {
            checks.append(DoctorCheck(name: "key", status: .failure, detail: error.description))
        }
        return checks
    }

    /// Which way requests go, and by which certificates the server is believed.
    private static func network(
        to url: BaseURL,
        of environment: EnvironmentSettings,
        variables: [String: String]
    ) -> [DoctorCheck] {
        let sources = CertificateSources(certificateFile: environment.certificateFile, variables: variables)
        do throws(APIError) {
            let network = try NetworkSettings(
                to: url,
                certificateFile: environment.certificateFile,
                variables: variables
            )
            var checks = [DoctorCheck(name: "network", status: .ok, detail: way(network.route))]
            guard let trust = network.trust else { return checks }
            let added = trust.added.map { "\($0.count) of \($0.source)" }.joined(separator: ", ")
            let system = trust.system ?? "none of this machine"
            let empty = sources.emptyFolders
            checks.append(
                DoctorCheck(
                    name: "certificates",
                    status: empty.isEmpty ? .ok : .warning,
                    detail: added.isEmpty ? system : "\(system), and \(added)",
                    advice: empty.isEmpty
                        ? nil : "SSL_CERT_DIR names \(empty.joined(separator: " and ")), where no certificate lies"
                )
            )
            return checks
        } catch {
            return [DoctorCheck(name: "network", status: .failure, detail: error.description)]
        }
    }

    private static func way(_ route: NetworkRoute) -> String {
        switch route {
        case .direct(let reason): "direct (\(reason))"
        case .proxy(let proxy, let variable): "through the proxy \(proxy) (\(variable))"
        }
    }

    private static func pdfText(_ variables: [String: String]) -> DoctorCheck {
        let folders = (variables["PATH"] ?? "").split(separator: ":")
        if folders.contains(where: { FileManager.default.isExecutableFile(atPath: "\($0)/pdftotext") }) {
            return DoctorCheck(name: "pdftotext", status: .ok, detail: "installed: the sandbox reads PDF")
        }
        return DoctorCheck(
            name: "pdftotext",
            status: .warning,
            detail: "not installed: PDF files fail to index in the sandbox",
            advice: "sudo apt-get install poppler-utils"
        )
    }
}
