/// The session of the run that is under way, where there is one.
actor RegistryLease {
    private var current: RegistrySession?

    /// Nil outside of a run.
    var sessionIfHeld: RegistrySession? { current }

    func begin(_ session: RegistrySession) { current = session }

    func end() { current = nil }

    /// - Throws: outside of a run: nothing is written without the lock.
    func session() throws(DeploymentError) -> RegistrySession {
        guard let current else {
            throw DeploymentError(.leaseLost, .partway, "the lock on the registry is not held: nothing is written")
        }
        return current
    }
}
