import CBuildCommit

/// The version of the tool.
package enum Version {
    /// Part of the user agent, of saved plans and of releases. Stands here only.
    package static let current = "0.1.0"

    /// What `--version` prints, of this build.
    package static let described = BuildDescription(commit: String(cString: assistantctl_build_commit())).text
}
