/// The durations of the registry protocol, in seconds of the server's time.
///
/// Two things have to hold for the lock to be exclusive: a request takes effect within `requestTimeout` of its start or
/// never (docs/openai-api.md, 3.18), and a published version can be read after `visibility` (8.11: others measured
/// about 31 seconds). Neither is documented.
package struct RegistryTiming: Hashable, Sendable {
    /// How long a journal holds the lock from its publication on.
    package var lease: Int
    /// A lease with less than this left is renewed.
    package var renewal: Int
    /// No write starts later than the lease's end less this.
    package var requestTimeout: Int
    /// Before this has passed since a publication, a 404 says nothing about the version.
    package var visibility: Int
    /// How long what was read before a deletion or before the default moves counts as fresh.
    package var recheck: Int
    /// Between two looks at something that is not there yet.
    package var poll: Int
    /// How far the server's `Date` and the `created_at` of its objects may be apart.
    package var tolerance: Int
    /// So many versions behind the live release are looked at one by one, and no more: each run leaves a handful.
    package var mostVersions = 10_000

    package init(
        lease: Int = 600,
        renewal: Int = 300,
        requestTimeout: Int = 60,
        visibility: Int = 60,
        recheck: Int = 60,
        poll: Int = 3,
        tolerance: Int = 5
    ) {
        self.lease = lease
        self.renewal = renewal
        self.requestTimeout = requestTimeout
        self.visibility = visibility
        self.recheck = recheck
        self.poll = poll
        self.tolerance = tolerance
    }

    /// For how long a run that puts up a fence may take to move the default behind it.
    var fenceSlack: Int { 3 * poll }

    /// From a takeover's publication until the run that was taken over has seen it: whatever that run found fresh
    /// before the takeover could be read has been acted on and has taken effect by then.
    package var settling: Int { visibility + recheck + requestTimeout + tolerance }
}
