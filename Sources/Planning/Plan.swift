import AssistantModel
import OrderedJSON
import SourceDiagnostics

/// What apply would do: data, sorted, with a reason for everything. Renderers only choose words and colours.
package struct Plan: Equatable, Sendable, Codable {
    /// Which run makes the plan.
    package enum Purpose: String, Equatable, Sendable, Codable {
        case apply, destroy, forget
        /// None: the plan only tells what changed on the account since the last apply.
        case refresh
    }

    /// Of `project.yaml`.
    package var project: String
    /// The name of the environment.
    package var environment: String
    /// What the environment deploys to.
    package var api: APIKind
    /// Which run makes the plan.
    package var purpose: Purpose
    /// Sorted by address.
    package var changes: [ResourceChange]
    /// What differs from what was last applied, whether or not the plan would change it back. Sorted by address.
    package var drift: [ResourceDrift]
    /// Things a reviewer should know that change nothing. Sorted.
    package var warnings: [PlanWarning]
    /// Why apply would refuse this plan; empty when it would not. Sorted.
    package var refusals: [PlanRefusal]
    /// How many managed objects stay as they are.
    package var unchangedCount: Int
    /// The managed objects that the plan leaves as they are, sorted by address; nil in a plan that an earlier version
    /// saved. A plan of drift has all that are on the account.
    package var unchanged: [UnchangedObject]?
    /// The release that was live when the plan was made; nil for an api without releases, and before the first one.
    package var release: Int?
    /// What part of the project the plan is about.
    package var scope: PlanScope
    /// What differs and stays as it is, because the plan is of a part of the project only. Sorted.
    package var leftOut: [ResourceAddress]
    /// What changes in tokens and dollars; nil where nothing does, or nobody asked.
    package var estimates: PlanEstimates?
    /// The stores that other pipelines fill, by the assistants that refer to them; nil where none does.
    package var externalKnowledge: [ExternalKnowledge]?
    /// What changes in the text of files, sorted by address; nil where nobody looked.
    package var documents: [DocumentChange]?
    /// What the checks came to; nil where none were asked.
    package var checks: PlannedChecks?

    /// Sorts everything: the same parts in another order make the same plan.
    package init(
        project: String,
        environment: String,
        api: APIKind,
        purpose: Purpose = .apply,
        changes: [ResourceChange] = [],
        drift: [ResourceDrift] = [],
        warnings: [PlanWarning] = [],
        refusals: [PlanRefusal] = [],
        unchangedCount: Int = 0,
        unchanged: [UnchangedObject] = [],
        release: Int? = nil,
        scope: PlanScope = .everything,
        leftOut: [ResourceAddress] = []
    ) {
        self.project = project
        self.environment = environment
        self.api = api
        self.purpose = purpose
        self.changes = changes.sorted { $0.address < $1.address }
        self.drift = drift.sorted { $0.address < $1.address }
        self.warnings = warnings.sorted()
        self.refusals = refusals.sorted()
        self.unchangedCount = unchangedCount
        self.unchanged = unchanged.sorted { $0.address < $1.address }
        self.release = release
        self.scope = scope
        self.leftOut = leftOut.sorted()
    }

    /// Whether there is nothing to do.
    package var isEmpty: Bool { changes.isEmpty }

    /// The plan with the release in place of the manifests as what decides which objects there are.
    package func goingBack(to release: Int) -> Plan {
        var plan = self
        for index in plan.changes.indices {
            plan.changes[index].reasons = plan.changes[index].reasons.map { reason in
                switch reason.kind {
                case .notDeclared, .notMatched: ChangeReason(.notInRelease(release))
                default: reason
                }
            }
        }
        return plan
    }
}

/// One object that a plan changes.
package struct ResourceChange: Equatable, Sendable, Codable {
    /// What happens to the object.
    package enum Action: String, Equatable, Sendable, Codable, CaseIterable {
        case create, update, replace, delete
        /// The object keeps its identity and content under a new address.
        case rename
        /// The object stays on the account as it is and loses the project's marks.
        case forget
        /// An object of nobody becomes the project's: it keeps its identity, and what differs changes.
        case adopt
    }

    /// The name of the object; after a rename the new one.
    package var address: ResourceAddress
    /// What happens to the object.
    package var action: Action
    /// Why, most telling first; never empty.
    package var reasons: [ChangeReason]
    /// What changes inside, in the order of the definition's fields. For a created or deleted object: all of its fields.
    package var fields: [FieldChange]
    /// What stays of the object, and whatever else is said of one that is made or goes; nil for nothing, and in a plan
    /// that an earlier version saved.
    package var kept: KeptFields?
    /// The id of the live object that is updated, replaced, renamed, deleted, forgotten or adopted.
    package var liveID: String?
    /// For a rename: the address so far.
    package var previousAddress: ResourceAddress?
    /// For files: the content that is uploaded, or that goes.
    package var file: FileChange?
    /// Addresses in the same plan that have to be done first.
    package var dependencies: [ResourceAddress]

    /// A change; dependencies are sorted.
    package init(
        address: ResourceAddress,
        action: Action,
        reasons: [ChangeReason],
        fields: [FieldChange] = [],
        kept: KeptFields? = nil,
        liveID: String? = nil,
        previousAddress: ResourceAddress? = nil,
        file: FileChange? = nil,
        dependencies: [ResourceAddress] = []
    ) {
        self.address = address
        self.action = action
        self.reasons = reasons
        self.fields = fields
        self.kept = kept == KeptFields() ? nil : kept
        self.liveID = liveID
        self.previousAddress = previousAddress
        self.file = file
        self.dependencies = dependencies.sorted()
    }
}

extension ResourceChange {
    /// Writes an object as it is, with a record of it.
    static func renewal(of address: ResourceAddress, liveID: String) -> ResourceChange {
        ResourceChange(address: address, action: .update, reasons: [ChangeReason(.unfinished)], liveID: liveID)
    }
}

/// One field of an object that a plan changes.
package struct FieldChange: Equatable, Sendable {
    /// OpenAI's name, such as `model`, `tools.function.refund`, `metadata.team`, `attributes.lang`.
    package var path: String
    /// Nil for a field that is not set.
    package var before: JSONValue?
    /// Nil for a field that is not set then.
    package var after: JSONValue?
    /// Whether `before` is known: an api that keeps only digests cannot tell what a field was.
    package var isBeforeKnown: Bool
    /// Whether `after` is known before apply: ids of objects that the plan creates are not.
    package var isAfterKnown: Bool
    /// Where the field is written, for changes made in git.
    package var cause: SourceLocation?
    /// Whether somebody changed the field on the account since the last apply.
    package var isDrift: Bool

    /// A change of one field.
    package init(
        path: String,
        before: JSONValue?,
        after: JSONValue?,
        isBeforeKnown: Bool = true,
        isAfterKnown: Bool = true,
        cause: SourceLocation? = nil,
        isDrift: Bool = false
    ) {
        self.path = path
        self.before = before
        self.after = after
        self.isBeforeKnown = isBeforeKnown
        self.isAfterKnown = isAfterKnown
        self.cause = cause
        self.isDrift = isDrift
    }
}

/// The content behind a file's change.
package struct FileChange: Equatable, Sendable, Codable {
    /// Below `files_root`.
    package var path: String
    /// What the project's file holds; nil when the file goes.
    package var content: FileContent?
    /// The SHA-256 of the content on the account, where known.
    package var previousSHA256: String?
    /// Whether bytes go over the wire: not for a change of attributes and not for a rename.
    package var isUploaded: Bool
    /// The id of the live store or assistant that the live file leaves; nil for a file that leaves none.
    package var holderID: String?
    /// Whether the file object stays on the account when the file leaves its holder: another store needs it, another
    /// change deletes it, or it is somebody else's.
    package var keepsObject: Bool
    /// Whether the file on the account is taken for the project's by name and size only; nil for no.
    package var isContentUnverified: Bool?
    /// Whether the live file object goes on in the store that takes the place of its expired one: bytes go over the wire
    /// only where it is gone from the account. Nil for no.
    package var isReused: Bool?

    /// The content of a file before and after.
    package init(
        path: String,
        content: FileContent?,
        previousSHA256: String? = nil,
        isUploaded: Bool,
        holderID: String? = nil,
        keepsObject: Bool = false,
        isContentUnverified: Bool = false,
        isReused: Bool = false
    ) {
        self.path = path
        self.content = content
        self.previousSHA256 = previousSHA256
        self.isUploaded = isUploaded
        self.holderID = holderID
        self.keepsObject = keepsObject
        self.isContentUnverified = isContentUnverified ? true : nil
        self.isReused = isReused ? true : nil
    }

    /// Plans of earlier versions do not say what becomes of a file object.
    package init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        path = try container.decode(String.self, forKey: .path)
        content = try container.decodeIfPresent(FileContent.self, forKey: .content)
        previousSHA256 = try container.decodeIfPresent(String.self, forKey: .previousSHA256)
        isUploaded = try container.decode(Bool.self, forKey: .isUploaded)
        holderID = try container.decodeIfPresent(String.self, forKey: .holderID)
        keepsObject = try container.decodeIfPresent(Bool.self, forKey: .keepsObject) ?? false
        isContentUnverified = try container.decodeIfPresent(Bool.self, forKey: .isContentUnverified)
        isReused = try container.decodeIfPresent(Bool.self, forKey: .isReused)
    }
}

extension ResourceChange {
    /// Whether a live file leaves its store or assistant, and stays on the account as it is.
    package var isDetachedOnly: Bool { file?.keepsObject ?? false }
}

/// Something on the account that differs from what was last applied.
package struct ResourceDrift: Equatable, Sendable, Codable {
    /// The name of the object.
    package var address: ResourceAddress
    /// Nil for an object that is gone.
    package var liveID: String?
    /// Such as `changed on the account since the last apply`.
    package var reason: ChangeReason
    /// From the applied value to the live one, where known.
    package var fields: [FieldChange]
    /// What did not change; nil for nothing, and in a plan that an earlier version saved.
    package var kept: KeptFields?

    /// A difference from what was last applied.
    package init(address: ResourceAddress, liveID: String?, reason: ChangeReason, fields: [FieldChange] = []) {
        self.address = address
        self.liveID = liveID
        self.reason = reason
        self.fields = fields
    }
}
