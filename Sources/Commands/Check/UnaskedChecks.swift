import AssistantModel
import Planning

extension PlannedRun {
    /// That apply is going to ask checks which this plan did not; nil where it asks none.
    func unaskedChecks(in environment: EnvironmentSettings) -> PlanWarning? {
        guard environment.requiredChecks != .none, plan.purpose == .apply, let desired = basis.desired
        else { return nil }
        let asked = CheckRequirement(of: plan, desired: desired, contents: basis.contents).assistants.filter {
            environment.requiredChecks == .all || !$0.checks.isEmpty
        }
        guard !asked.isEmpty else { return nil }
        return PlanWarning(
            code: "checks-not-asked",
            message: "the environment requires checks, and this plan asked none: apply asks those of "
                + asked.map(\.key).joined(separator: ", ")
                + ", and refuses what does not pass; `assistantctl plan --require-checks` asks them now"
        )
    }
}
