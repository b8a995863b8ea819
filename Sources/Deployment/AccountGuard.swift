import OpenAIAPI

/// Stops a run that would work on another account than the environment names.
package struct AccountGuard: Sendable {
    /// The organisation that requests name; nil when they name none.
    private let expectedOrganization: String?

    package init(expectedOrganization: String?) {
        self.expectedOrganization = expectedOrganization
    }

    /// Looks at the answers so far.
    ///
    /// - Throws: ``DeploymentError/Code/wrongAccount``, a refusal, when one came from another organisation.
    package func check(_ observed: ObservedAccount) throws(DeploymentError) {
        guard let expected = expectedOrganization, let other = observed.organization(contradicting: expected) else {
            return
        }
        throw DeploymentError(
            .wrongAccount,
            .refused,
            "the answers come from organisation \(other), and the environment names \(expected): nothing was changed. "
                + "Check the key, or `organization` in project.yaml."
        )
    }
}
