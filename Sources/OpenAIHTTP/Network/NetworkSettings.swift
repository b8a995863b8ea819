/// How connections to an account are made.
package struct NetworkSettings: Sendable {
    package var route: NetworkRoute
    /// Nil where nothing is encrypted.
    package var trust: TrustRoots?

    package init(route: NetworkRoute, trust: TrustRoots?) {
        self.route = route
        self.trust = trust
    }

    /// For an account on this machine, without TLS.
    package static let onThisMachine = NetworkSettings(route: .direct(because: "the host is this machine"), trust: nil)
}
