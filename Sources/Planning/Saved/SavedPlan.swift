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
    /// Whether every store was looked into.
    package var looksIntoStores: Bool
    package var inputs: PlanInputs
    /// The release that it brings back; nil for what is no rollback.
    package var target: Int?
    /// When it was applied, in Unix seconds; nil for never.
    package var appliedAt: Int?

    /// A plan to be kept.
    package init(
        toolVersion: String,
        createdAt: Int,
        folder: String,
        plan: Plan,
        allowsMassDelete: Bool,
        looksIntoStores: Bool = false,
        inputs: PlanInputs,
        target: Int? = nil
    ) {
        formatVersion = Self.formatVersion
        self.toolVersion = toolVersion
        self.createdAt = createdAt
        self.folder = folder
        self.plan = plan
        self.allowsMassDelete = allowsMassDelete
        self.looksIntoStores = looksIntoStores
        self.inputs = inputs
        self.target = target
    }

    private enum CodingKeys: CodingKey {
        case formatVersion, toolVersion, createdAt, folder, plan, allowsMassDelete, looksIntoStores, inputs, target
        case appliedAt, unchanged
    }

    /// Plans of earlier versions do not say what stays as it is, nor how far they looked.
    package init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        formatVersion = try container.decode(Int.self, forKey: .formatVersion)
        toolVersion = try container.decode(String.self, forKey: .toolVersion)
        createdAt = try container.decode(Int.self, forKey: .createdAt)
        folder = try container.decode(String.self, forKey: .folder)
        plan = try container.decode(Plan.self, forKey: .plan)
        allowsMassDelete = try container.decode(Bool.self, forKey: .allowsMassDelete)
        looksIntoStores = try container.decodeIfPresent(Bool.self, forKey: .looksIntoStores) ?? false
        inputs = try container.decode(PlanInputs.self, forKey: .inputs)
        target = try container.decodeIfPresent(Int.self, forKey: .target)
        appliedAt = try container.decodeIfPresent(Int.self, forKey: .appliedAt)
        let unchanged = try container.decodeIfPresent(SavedObjects.self, forKey: .unchanged)
        plan.unchanged = try unchanged?.objects(inputs: inputs)
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        var changes = plan
        changes.unchanged = nil
        try container.encode(formatVersion, forKey: .formatVersion)
        try container.encode(toolVersion, forKey: .toolVersion)
        try container.encode(createdAt, forKey: .createdAt)
        try container.encode(folder, forKey: .folder)
        try container.encode(changes, forKey: .plan)
        try container.encode(allowsMassDelete, forKey: .allowsMassDelete)
        if looksIntoStores { try container.encode(true, forKey: .looksIntoStores) }
        try container.encode(inputs, forKey: .inputs)
        try container.encodeIfPresent(target, forKey: .target)
        try container.encodeIfPresent(appliedAt, forKey: .appliedAt)
        try container.encodeIfPresent(plan.unchanged.map { SavedObjects($0, inputs: inputs) }, forKey: .unchanged)
    }

    /// Whether a tool of this version carries out what one of the plan's version meant: versions of one major number do.
    package func isMade(forVersion version: String) -> Bool {
        func major(_ version: String) -> Substring { version.prefix { $0 != "." } }
        return major(version) == major(toolVersion)
    }
}

extension Plan {
    /// Whether both plans do the same. Where changes are written in git, what stays, and what is said beside them, may
    /// differ.
    ///
    /// - Parameter other: of an earlier version, it may not say what becomes of file objects. That follows from the account
    ///   and the reasons.
    package func doesTheSame(as other: Plan) -> Bool {
        let saysHolders = other.changes.contains { $0.file?.holderID != nil }
        let changes = saysHolders ? changes : changes.map(\.withoutHolder)
        return project == other.project && environment == other.environment && api == other.api
            && purpose == other.purpose
            && scope == other.scope && leftOut == other.leftOut
            && changes.map(\.deed) == other.changes.map(\.deed)
    }
}

extension ResourceChange {
    fileprivate var withoutHolder: ResourceChange {
        var change = self
        change.file?.holderID = nil
        change.file?.keepsObject = false
        return change
    }

    fileprivate var deed: ResourceChange {
        var change = self
        change.kept = nil
        for index in change.reasons.indices {
            change.reasons[index].cause = nil
            // Plans of earlier versions say the one for both.
            if change.reasons[index].kind == .usedElsewhere { change.reasons[index].kind = .attachedByHand }
        }
        for index in change.fields.indices { change.fields[index].cause = nil }
        return change
    }
}
