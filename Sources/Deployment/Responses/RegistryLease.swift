/// The session of the run that is under way, where there is one.
actor RegistryLease {
    private var current: (any LockedRun)?

    /// Nil outside of a run.
    var sessionIfHeld: (any LockedRun)? { current }

    func begin(_ session: any LockedRun) { current = session }

    func end() { current = nil }

    /// - Throws: outside of a run: nothing is written without the lock.
    func session() throws(DeploymentError) -> any LockedRun {
        guard let current else {
            throw DeploymentError(.leaseLost, .partway, "the lock on the registry is not held: nothing is written")
        }
        return current
    }
}
