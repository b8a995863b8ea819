/// What a run has to do next. A step with `notAfter` is begun only while the server's time is not past it: the
/// driver looks at the clock right before it sends, and answers ``RegistryEvent/timePassed`` instead when it is late.
package enum RegistryStep: Hashable, Sendable {
    // Reading the registry.
    case listVersions
    case readVersion(Int)
    case readDefault
    /// Look again at what the account has: only the first release of an environment asks for it.
    case listRegistries
    case wait(until: Int, WaitReason)

    // Writing it.
    case publishJournal(JournalTerms, notAfter: Int)
    case publishRelease(notAfter: Int)
    case moveDefault(to: Int, notAfter: Int)
    case deleteVersion(Int, notAfter: Int)
    /// Delete the files that only this release names, then the version.
    case prune(Int, notAfter: Int)
    /// Delete the whole registry: the end of `destroy`, or a second registry made in the same moment.
    case deleteRegistry(notAfter: Int)

    // The apply engine's turn.
    /// Apply the plan, and report. The account is written to only while ``RegistryMachine/mayStartWrite(lasting:now:)``
    /// says so, and deleted from until `deletionsUntil`; ask with ``RegistryEvent/deletionsAhead``. At `wakeAt` the
    /// engine goes on while ``RegistryEvent/timePassed`` lets the machine renew its lease.
    case work(wakeAt: Int, deletionsUntil: Int?)
    /// Plan again against this release, or see whether the plan stands: its base is not the live one any more, or another
    /// run wrote since. At `wakeAt` the lease wants to be renewed, when there is one; the same step comes back after
    /// that, and planning goes on.
    case planAgain(base: Int, wakeAt: Int?)

    /// The run is over.
    case end(RegistryOutcome)

    package enum WaitReason: Hashable, Sendable {
        /// A version that answers 404 may be too new to be seen.
        case visibility
        /// The run that was taken over gets the time to see it.
        case takeover
        /// A finished run's move of the default may take effect yet.
        case fence
        /// The answer to a request was lost, and it may still take effect.
        case lostAnswer
        /// The server does not answer.
        case unreachable
    }
}

/// How a run ended, as far as the registry is concerned.
package enum RegistryOutcome: Hashable, Sendable {
    /// The release is live; nil after `destroy` and after a run that releases nothing.
    case finished(release: Int?)
    /// Another run holds the lock: exit 4 before any write.
    case lockedBy(RegistryRun, since: Int, leaseEnd: Int)
    /// The lease was over, or taken over, before the run had finished; nil when nobody has it now.
    case leaseLost(to: RegistryRun?)
    /// The live release is not the one the plan was made against, and the plan may not be made again; or it changed
    /// while this run held the lock, which only somebody outside the protocol does.
    case baseMoved(to: Int)
    /// The account changed since the plan was made, and the plan may not be made again.
    case planOutdated
    /// A second registry of this project and environment, made in the same moment, is older and wins.
    case otherRegistry(RegistryCandidate)
    case registryGone
    /// The server numbers versions in steps that cannot be walked through.
    case tooManyVersions(after: Int, to: Int)
    /// The server refused to publish, or to make a release live.
    case refused
    /// What was read back is not what was published.
    case readBackDiffers(Int)
    /// The server did not answer several times in a row.
    case unreachable
    case applyFailed
    case interrupted
}

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
