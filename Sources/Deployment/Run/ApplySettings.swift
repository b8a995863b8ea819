import AssistantModel
import OpenAIAPI

/// How a run goes about its work.
package struct ApplySettings: Sendable {
    /// Requests on the wire at a time. Who sleeps, or waits for a server's limit or for indexing, holds none of them.
    package var concurrency = 16
    /// Stores whose indexing is waited for at a time: so many that none waits behind others.
    package var waitingConcurrency = 4_096
    /// Files attached with one request: 1 to 2,000. Older servers take fewer, and refuse the rest
    /// (docs/openai-api.md, 7.11).
    package var batchLimit = 2_000
    /// How long files that are up wait for others of their store that are on their way, so that they go with one request.
    package var attachmentPause: Duration = .milliseconds(10)
    /// The first wait between looks at indexing; it grows by half each time.
    package var pollInterval: Duration = .milliseconds(200)
    package var maximumPollInterval: Duration = .seconds(5)
    /// How long one batch may take to be indexed.
    package var indexingDeadline: Duration = .seconds(600)
    /// How long a file may answer 404 after it was attached (docs/openai-api.md, 7.17).
    package var attachmentGrace: Duration = .seconds(60)
    /// Makes a mark that no other creation has.
    package var nonce: @Sendable () -> String = { AppliedRecord.Creation.randomNonce() }
    package var uploadLimits = UploadLimits.standard

    package init() {}
}

/// Where the bytes of the project's files come from.
package protocol ProjectFileOpener: Sendable {
    /// A file as the client uploads it: read when it is sent, and checked against `content` on the way.
    ///
    /// - Parameters:
    ///   - path: below `files_root`.
    ///   - name: what the account, models and citations show.
    func source(of path: String, named name: String, content: FileContent) -> UploadSource
}
