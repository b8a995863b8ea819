import OpenAIAPI

/// Stops a run that would work on another account than the environment names.
package struct AccountGuard: Sendable {
    /// The organisation that requests name; nil when they name none.
    private let expectedOrganization: String?

    package init(expectedOrganization: String?) {
        self.expectedOrganization = expectedOrganization
    }

    /// Looks at the lists so far, before the first write: what is missing from a list would be made once more, and taken
    /// for unused.
    ///
    /// - Throws: ``DeploymentError/Code/unfitHost``, a refusal, when one may be cut.
    package func checkLists(_ observed: ObservedAccount) throws(DeploymentError) {
        guard let message = Self.cutListMessage(observed) else { return }
        throw DeploymentError(.unfitHost, .refused, "\(message) Nothing was changed.")
    }

    /// What is wrong with the lists so far; nil where they tell everything.
    package static func cutListMessage(_ observed: ObservedAccount) -> String? {
        guard !observed.cutLists.isEmpty else { return nil }
        return
            "this host does not show all of \(observed.cutLists.joined(separator: " and ")), or nobody can tell whether "
            + "it does: its pages are full, do not say whether there are more (has_more), and asking for what comes "
            + "behind one (after) brings the same again. Objects of this project may be missing from them, so nothing "
            + "can be changed there. Where a list does end there, one object more on the account shows it."
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
