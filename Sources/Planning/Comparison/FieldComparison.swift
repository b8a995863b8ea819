import OrderedJSON
import SourceDiagnostics

/// Fields of one object compared three ways: what the manifests say, what the account shows, and what was last applied.
/// What was applied is known as a whole, by digests, so it tells who moved, and not always which field.
struct FieldComparison {
    /// Who moved since the last apply.
    struct Movement {
        /// Whether the manifests say something else than was applied; true where nothing is recorded.
        var inManifests: Bool
        /// Whether the account shows something else than after the last apply; false where nothing is recorded.
        var onAccount: Bool

        static let inManifests = Movement(inManifests: true, onAccount: false)
        static let onAccount = Movement(inManifests: false, onAccount: true)

        /// Whether what differs was made on the account: the manifests still say what was applied.
        var isDrift: Bool { onAccount && !inManifests }
    }

    /// A field that both sides have differently.
    struct Difference {
        /// OpenAI's name.
        var path: String
        /// Nil for a field that is not set.
        var desired: JSONValue?
        /// Whether `desired` is known before apply: ids of objects that are made in it are not.
        var isDesiredKnown = true
        /// Nil for a field that is not set.
        var live: JSONValue?
        /// Where the manifests say it.
        var cause: SourceLocation?
    }

    /// What apply would change, in the order of the differences.
    private(set) var changes: [FieldChange] = []
    /// What differs from what was last applied, from the applied value to the live one.
    private(set) var drift: [FieldChange] = []

    /// Where neither side moved, a difference is the server's own way of showing what it was sent: no change.
    init(_ differences: [Difference], _ movement: Movement) {
        guard movement.inManifests || movement.onAccount else { return }
        changes = differences.map { difference in
            FieldChange(
                path: difference.path,
                before: difference.live,
                after: difference.desired,
                isAfterKnown: difference.isDesiredKnown,
                cause: movement.isDrift ? nil : difference.cause,
                isDrift: movement.isDrift
            )
        }
        guard movement.onAccount else { return }
        drift = differences.map { difference in
            // The manifests tell what was applied only as long as they say the same.
            let isAppliedKnown = movement.isDrift && difference.isDesiredKnown
            return FieldChange(
                path: difference.path,
                before: isAppliedKnown ? difference.desired : nil,
                after: difference.live,
                isBeforeKnown: isAppliedKnown,
                isDrift: true
            )
        }
    }

    private init(changes: [FieldChange], drift: [FieldChange]) {
        self.changes = changes
        self.drift = drift
    }

    static func + (left: Self, right: Self) -> Self {
        Self(changes: left.changes + right.changes, drift: left.drift + right.drift)
    }
}
