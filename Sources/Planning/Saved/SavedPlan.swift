/// A plan as `plan --out` keeps it: the plan itself, how it was asked for, and fingerprints of everything that it was
/// made from. `show` renders it anywhere; `apply` does exactly this plan, once, or refuses.
package struct SavedPlan: Equatable, Sendable, Codable {
    /// Of the file; files of another one are refused.
    package static let formatVersion = 1

    package var formatVersion: Int
    /// The version of the tool that made it, such as `1.4.0`.
    package var toolVersion: String
    /// Unix seconds.
    package var createdAt: Int
    /// The manifests' folder as the user named it.
    package var folder: String
    package var plan: Plan
    /// Whether the brake was taken off.
    package var allowsMassDelete: Bool
    package var inputs: PlanInputs
    /// When it was applied, in Unix seconds; nil for never.
    package var appliedAt: Int?

    /// A plan to be kept.
    package init(
        toolVersion: String,
        createdAt: Int,
        folder: String,
        plan: Plan,
        allowsMassDelete: Bool,
        inputs: PlanInputs
    ) {
        formatVersion = Self.formatVersion
        self.toolVersion = toolVersion
        self.createdAt = createdAt
        self.folder = folder
        self.plan = plan
        self.allowsMassDelete = allowsMassDelete
        self.inputs = inputs
    }

    /// Whether a tool of this version carries out what one of the plan's version meant: versions of one major number do.
    package func isMade(forVersion version: String) -> Bool {
        func major(_ version: String) -> Substring { version.prefix { $0 != "." } }
        return major(version) == major(toolVersion)
    }
}

extension Plan {
    /// Whether both plans do the same. Where changes are written in git, and what is said beside them, may differ.
    ///
    /// - Parameter other: of an earlier version, it may not say what becomes of file objects. That follows from the account
    ///   and the reasons.
    package func doesTheSame(as other: Plan) -> Bool {
        let saysHolders = other.changes.contains { $0.file?.holderID != nil }
        let changes = saysHolders ? changes : changes.map(\.withoutHolder)
        return project == other.project && environment == other.environment && api == other.api
            && purpose == other.purpose
            && scope == other.scope && leftOut == other.leftOut
            && changes.map(\.withoutPlaces) == other.changes.map(\.withoutPlaces)
    }
}

extension ResourceChange {
    fileprivate var withoutHolder: ResourceChange {
        var change = self
        change.file?.holderID = nil
        change.file?.keepsObject = false
        return change
    }

    fileprivate var withoutPlaces: ResourceChange {
        var change = self
        for index in change.reasons.indices { change.reasons[index].cause = nil }
        for index in change.fields.indices { change.fields[index].cause = nil }
        return change
    }
}
