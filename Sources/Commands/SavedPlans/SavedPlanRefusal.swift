import Foundation
import Planning
import Rendering
import SourceDiagnostics

/// Why a saved plan is not carried out: nothing was changed.
struct SavedPlanRefusal: Error {
    enum Reason {
        /// Files or account are not what the plan was made from; `isApplied` where the account is what it leads to.
        case moved([String], isApplied: Bool)
        case otherProject(String, here: String)
        case otherEnvironment(String, here: String)
        case otherVersion(String)
        /// At this time, in Unix seconds.
        case applied(Int)
    }

    let reason: Reason
    /// What makes such a plan.
    private let command: String

    init(_ reason: Reason, of saved: SavedPlan) {
        self.reason = reason
        command = saved.target.map { "rollback \($0)" } ?? Self.command(making: saved.plan)
    }

    /// A plan of the same is about no more than this one.
    private static func command(making plan: Plan) -> String {
        switch plan.purpose {
        case .apply: "plan\(plan.scope.words)"
        case .destroy: "plan --destroy"
        case .refresh: "plan --refresh-only"
        case .forget: (["forget"] + plan.scope.only.map { ShellText.quoted($0.text) }).joined(separator: " ")
        }
    }

    private var again: String {
        "plan again with `assistantctl \(command) --out FILE`; `assistantctl show FILE` shows this one"
    }

    var diagnostics: [Diagnostic] {
        switch reason {
        case .moved(_, isApplied: true):
            [
                .error(
                    "plan-applied",
                    "the plan was applied already, it seems: the account is what it leads to",
                    at: nil,
                    hint: again
                )
            ]
        case .moved(let sentences, isApplied: false):
            sentences.map {
                .error(
                    "stale-plan",
                    "the saved plan no longer fits: \($0) since it was made",
                    at: nil,
                    hint: again
                )
            }
        case .otherProject(let project, let here):
            [
                .error(
                    "other-project",
                    "the plan is for the project \(project), and this is \(here)",
                    at: nil,
                    hint: "run it in that project's folder, or name the folder with --dir"
                )
            ]
        case .otherEnvironment(let environment, let here):
            [
                .error(
                    "other-environment",
                    "the plan is for the environment \(environment), and --env says \(here)",
                    at: nil,
                    hint: "leave --env out: the plan knows its environment"
                )
            ]
        case .otherVersion(let version):
            [
                .error(
                    "other-version",
                    "the plan was made by assistantctl \(version), and this is \(Version.current): another major version "
                        + "may do something else for it",
                    at: nil,
                    hint: again
                )
            ]
        case .applied(let time):
            [
                .error(
                    "plan-applied",
                    "the plan was applied on \(Date(timeIntervalSince1970: Double(time)).formatted(.iso8601)): "
                        + "a plan is applied once",
                    at: nil,
                    hint: again
                )
            ]
        }
    }
}
