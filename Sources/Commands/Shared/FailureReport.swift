import ArgumentParser
import ChatServer
import Conversation
import Deployment
import LocalFiles
import OpenAIAPI
import SourceDiagnostics
import StateDatabase

/// What a failure that ends a command says to the user, and the exit code it ends with.
struct FailureReport {
    let diagnostics: [Diagnostic]
    let status: ExitStatus
    /// Whether only other settings or another key help, and no second try.
    let isOfSettings: Bool

    init(_ error: any Error) {
        let (diagnostics, status) = Self.told(error)
        self.init(diagnostics, status, isOfSettings: Self.isOfSettings(error))
    }

    private static func told(_ error: any Error) -> ([Diagnostic], ExitStatus) {
        switch error {
        case let status as ExitStatus:
            // Whoever threw it has said why.
            return ([], status)
        case let code as ExitCode:
            return ([], ExitStatus(rawValue: code.rawValue) ?? .failed)
        case let failure as ProjectContents.Failure:
            return (failure.diagnostics, .failed)
        case let error as DeploymentError:
            let code = error.underlying.map { Self.hyphenated($0.code.rawValue) } ?? error.code.rawValue
            return ([.error(code, error.message, at: nil)], Self.status(of: error.kind))
        case let error as ConversationError:
            let code = error.underlying.map { Self.hyphenated($0.code.rawValue) } ?? error.code.rawValue
            return ([.error(code, error.message, at: nil)], .failed)
        case let error as APIError:
            return ([.error(Self.hyphenated(error.code.rawValue), error.description, at: nil)], .failed)
        case let error as NoReleases:
            return (
                [
                    .error(
                        "no-releases",
                        "\(error.environment) keeps no releases: only `api: responses` does",
                        at: nil,
                        hint: "choose another environment with --env, or go back with git and apply"
                    )
                ],
                .failed
            )
        case let error as ImportFailure:
            return ([.error(error.code, error.message, at: nil, hint: error.hint)], error.status)
        case let refusal as ServeRefusal:
            return ([refusal.diagnostic], .refused)
        case let refusals as ServeRefusals:
            return (refusals.all.map(\.diagnostic), .refused)
        case is UnknownVisitor:
            return (
                [
                    .error(
                        "unknown-visitor",
                        "the store has nothing of that visitor: nothing was removed",
                        at: nil,
                        hint: "`assistantctl serve chats` shows visitors; take the --env and --store of `serve`"
                    )
                ],
                .failed
            )
        case let error as CheckCost.Unbounded:
            return (
                [
                    .error(
                        "unknown-price",
                        "no budget can be kept: \(error.reason)",
                        at: nil,
                        hint:
                            "name a catalogue with the prices under `model_catalogue` of project.yaml, or ask without a "
                            + "ceiling: --budget none"
                    )
                ],
                .failed
            )
        case let refusal as CheckRefusal:
            return ([.error(refusal.code, refusal.message, at: nil, hint: refusal.hint)], .refused)
        case let failure as SQLFailure:
            return ([.error("store-unavailable", failure.description, at: nil)], .failed)
        case let error as HostNotAllowed:
            return ([.error("host-not-allowed", error.message, at: nil, hint: error.hint)], .refused)
        case let error as UnusableAddresses:
            return (error.diagnostics, .usage)
        case let error as PlanFileError:
            return ([error.diagnostic], .failed)
        case let refusal as SavedPlanRefusal:
            return (refusal.diagnostics, .refused)
        case let error as StepSummaryFailure:
            return (
                [
                    .error(
                        "step-summary",
                        "the summary of the step could not be written to \(error.path): \(error.reason)",
                        at: nil,
                        hint: "GITHUB_STEP_SUMMARY names the file; unset it to do without the summary"
                    )
                ],
                .failed
            )
        case let error as CannotListen:
            return ([.error("cannot-listen", error.message, at: nil, hint: error.hint)], .failed)
        case let error as SandboxUnavailable:
            return ([.error("sandbox-unavailable", error.message, at: nil, hint: error.hint)], .failed)
        default:
            return ([.error("failed", SystemReason.text(of: error), at: nil)], .failed)
        }
    }

    private init(_ diagnostics: [Diagnostic], _ status: ExitStatus, isOfSettings: Bool) {
        self.diagnostics = diagnostics
        self.status = status
        self.isOfSettings = isOfSettings
    }

    private static func isOfSettings(_ error: any Error) -> Bool {
        let codes: [APIError.Code] = [.configuration, .unusableKey, .unauthorized, .forbidden, .apiRemoved]
        switch error {
        // Manifests with errors; they were shown.
        case is ExitStatus: return true
        case let error as APIError: return codes.contains(error.code)
        case let error as DeploymentError: return error.underlying.map { codes.contains($0.code) } ?? false
        default: return false
        }
    }

    /// The report with a hint for what has none.
    func adding(hint: String?) -> FailureReport {
        let hinted = diagnostics.map { diagnostic in
            var diagnostic = diagnostic
            diagnostic.hint = diagnostic.hint ?? hint
            return diagnostic
        }
        return FailureReport(hinted, status, isOfSettings: isOfSettings)
    }

    /// Everything that went wrong, in a line.
    var reasons: String { diagnostics.map(\.message).joined(separator: "; ") }

    /// Prints it, also for programs, and hands back the code that ends the command.
    func end(_ console: Console, in format: ResultFormat) -> ExitCode {
        let status = show(on: console)
        console.finish(in: format)
        return status.exitCode
    }

    /// Prints it and hands back the exit code.
    func show(on console: Console) -> ExitStatus {
        console.show(diagnostics)
        return status
    }

    private static func status(of kind: DeploymentError.Kind) -> ExitStatus {
        switch kind {
        case .failedNothingChanged: .failed
        case .refused: .refused
        case .partway: .partway
        }
    }

    private static func hyphenated(_ code: String) -> String {
        code.replacing("_", with: "-")
    }
}
