/// The release that a run is about to publish.
struct ReleaseDraft: Sendable {
    var content: ReleaseContent
    /// Its number.
    var release: Int
    /// As it was sent, to be compared with what is read back.
    var published: ReleaseDocument?
    /// Removes a file object that no kept release names any more.
    var removeFile: @Sendable (String) async throws(DeploymentError) -> Void
    /// The files of releases that were read to find out what only a pruned one names, by version.
    var filesOfReleases: [Int: Set<String>] = [:]
}
