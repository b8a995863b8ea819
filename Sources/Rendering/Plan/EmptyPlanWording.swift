import Planning

/// What a plan without changes means.
enum EmptyPlanWording {
    /// Such as `7 objects on the account match assistants/.`
    ///
    /// - Parameter folder: the manifests' folder as the user names it.
    static func state(_ plan: Plan, folder: String) -> String {
        guard plan.leftOut.isEmpty else { return others(plan) }
        let folder = VisibleText.line(folder.hasSuffix("/") ? folder : folder + "/")
        switch (plan.purpose, plan.unchangedCount) {
        case (.destroy, _): return "\(plan.project) owns nothing in \(plan.environment)."
        case (.refresh, 0): return "\(plan.project) owns nothing in \(plan.environment)."
        case (.refresh, let count):
            return "\(Wording.count(count, "object")) \(count == 1 ? "is" : "are") as \(plan.lastApply) left "
                + (count == 1 ? "it." : "them.")
        case (.apply, 0): return "\(folder) declares nothing, and \(plan.project) owns nothing in \(plan.environment)."
        case (.apply, 1): return "1 object on the account matches \(folder)."
        case (.apply, let count): return "\(Wording.count(count, "object")) on the account match \(folder)."
        }
    }

    /// Such as `2 other changes left out of this plan.`
    static func others(_ plan: Plan) -> String {
        "\(Wording.count(plan.leftOut.count, "other change")) left out of this plan."
    }
}
