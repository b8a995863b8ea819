/// What happened to a run: the answer to its last step, or news from the apply engine.
///
/// Exactly one event follows every step. News (``interrupted`` and the apply's events) comes in place of an answer only
/// where the step was not begun: a request that is on its way is waited for.
package enum RegistryEvent: Hashable, Sendable {
    /// Starts the machine.
    case begin

    // Answers.
    /// The numbers of all versions, in any order.
    case versionsListed([Int])
    case versionRead(RegistryVersion)
    /// 404.
    case versionMissing(Int)
    case defaultRead(Int)
    /// A journal or release was published under this number, at the server's time.
    case published(number: Int, createdAt: Int)
    case defaultMoved
    /// The version, or the whole registry, is deleted; also when it was gone already.
    case deleted
    /// The registries of this project and environment on the account.
    case registriesListed([RegistryCandidate])
    /// The server said no: nothing was carried out, and asking again would not help.
    case refused
    /// No answer came, or a 5xx: the request may have been carried out.
    case answerLost
    /// 404 for the registry itself: somebody destroyed it.
    case registryGone
    /// A wait is over, or it was too late to begin a step (its `notAfter` had passed).
    case timePassed

    // News.
    /// After ``RegistryStep/planAgain(base:wakeAt:)``: a plan was made against the given release, or found to stand, from
    /// the account as it was at `readAt` or later.
    case planned(base: RegistryBase, readAt: Int)
    /// The apply engine is about to delete or detach something.
    case deletionsAhead
    /// Everything that could be done is done, and the next release can be written. `pruning` names the releases
    /// that are to go, by their versions, `keeping` those of
    /// ``RegistryMachine/releasesAboveBase`` that the next release has in its history.
    case applyFinished(pruning: [Int], keeping: Set<Int> = [])
    /// The apply stopped and there is nothing to release.
    case applyFailed
    /// The user interrupted the run, and the apply engine's last request has ended.
    case interrupted
}
