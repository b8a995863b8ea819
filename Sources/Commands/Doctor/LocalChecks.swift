import AssistantModel
import Foundation
import LocalFiles
import OpenAIAPI
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
        let url = AccountSettings.baseURL(of: environment, variables: variables)
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
        } catch {
            checks.append(DoctorCheck(name: "key", status: .failure, detail: error.description))
        }
        return checks
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
