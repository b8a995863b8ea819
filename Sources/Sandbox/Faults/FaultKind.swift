/// What can go wrong, by the word that names it.
package enum FaultKind: String, Sendable, CaseIterable {
    case delay
    case rateLimit = "rate-limit"
    case billing
    case serverError = "server-error"
    case drop
    case hang
    case late
    case html
    case halfJSON = "half-json"
    case listLag = "list-lag"
    case attachLag = "attach-lag"
    case indexFailure = "index-failure"
    case keepListed = "keep-listed"
    case requestLimit = "request-limit"
    case attachLimit = "attach-limit"
    case competingRelease = "competing-release"
    case errorIn200 = "error-200"
    case notFound400 = "not-found-400"
    case nullLists = "null-lists"
    case shortPages = "short-pages"
    case newestFirst = "newest-first"
    case compressed
    case latin1Names = "latin1-names"
    case trimmedTexts = "trimmed-texts"
    case oddTimes = "odd-times"
    case untoldStatus = "untold-status"
    case stuckIndexing = "stuck-indexing"
    case needsFileIDs = "needs-file-ids"
    case fixedAssistants = "fixed-assistants"
    case batchesInTurn = "batches-in-turn"
    case answer

    /// The options of its own, in the order in which help and answers show them.
    package var options: [String] {
        switch self {
        case .delay, .late, .listLag, .attachLag: ["ms"]
        case .rateLimit: ["retry-after", "retry-after-ms", "code"]
        case .billing: ["code"]
        case .serverError: ["status", "when", "retry-after", "retry-after-ms"]
        case .drop, .hang: ["when"]
        case .html: ["status", "when"]
        case .halfJSON: []
        case .indexFailure: ["name", "code", "message"]
        case .keepListed: ["name", "ms"]
        case .requestLimit, .attachLimit: ["per-minute"]
        case .competingRelease: ["as", "lease"]
        case .errorIn200: ["when", "message"]
        case .shortPages: ["size", "cursor"]
        case .compressed, .oddTimes: ["as"]
        case .stuckIndexing: ["name"]
        case .batchesInTurn: ["ms", "answer"]
        case .answer: ["as", "ms"]
        case .notFound400, .nullLists, .newestFirst, .latin1Names, .trimmedTexts, .untoldStatus, .needsFileIDs,
            .fixedAssistants:
            []
        }
    }

    /// One line on what it does, with its options and their defaults.
    package var summary: String {
        switch self {
        case .delay: "waits before the work; ms=200 or ms=50..200"
        case .rateLimit: "429 before the work; retry-after=1 (seconds, or none), retry-after-ms, code=slow_down"
        case .billing: "429 insufficient_quota before the work; code=credit_balance_exhausted"
        case .serverError: "an error of the server; status=500, when=before|after, retry-after, retry-after-ms"
        case .drop:
            "closes the connection; when=before, during (half the request was read), after (the work) or answering "
                + "(half the answer was sent)"
        case .hang: "never answers until the client goes away; when=before|after"
        case .late: "closes the connection and does the work later; ms=2000"
        case .html: "a page instead of JSON; status=200, when=before|after"
        case .halfJSON: "does the work and answers with half of the JSON"
        case .listLag: "lists show new objects late and deleted ones for a while; ms=2000"
        case .attachLag: "a file that was just attached answers 404 in its store; ms=2000"
        case .indexFailure:
            "files whose name matches, as *.pdf does, fail to index; name=*, code=server_error, "
                + "message=\"...\""
        case .keepListed: "a deleted file stays in the stores it was in; name=*, ms (for good without it)"
        case .requestLimit: "so many requests a minute for the account, with x-ratelimit headers; per-minute=60"
        case .attachLimit: "so many attach requests a minute for each store; per-minute=300"
        case .competingRelease:
            "before the request another run publishes to the registry; as=release (which becomes live) or journal "
                + "(which locks for lease=600 seconds)"
        case .errorIn200: "200 with {\"error\": ...} in place of an answer; when=before|after, message=\"...\""
        case .notFound400: "400 instead of 404 for what is read or deleted by its id and is not there"
        case .nullLists: "null in place of an empty list"
        case .shortPages:
            "pages of at most size=20 objects that do not say whether there are more; cursor=heeded or ignored"
        case .newestFirst: "lists come newest first, whatever order is asked for"
        case .compressed: "answers are packed although nobody asks for it; as=gzip|deflate"
        case .latin1Names: "names of files come back as UTF-8 that was read as Latin-1"
        case .trimmedTexts: "instructions and descriptions come back without white space around them"
        case .oddTimes: "created_at is null, a number in a text, or a date; as=null|text|date"
        case .untoldStatus: "lists of a store's files do not say how they stand"
        case .stuckIndexing: "files whose name matches stay in_progress for good; name=*"
        case .needsFileIDs: "a store is refused whose creation has no file_ids"
        case .fixedAssistants: "405 for reading and changing an assistant by its id"
        case .batchesInTurn:
            "files of a batch are indexed one after the other, ms=2000 each, and are no members before; answer=first "
                + "or last (when all are done)"
        case .answer:
            "an answer in words is wrong, a refusal, or late; as=wrong|refused|late, ms=2000 for late; with "
                + "probability=0.1 a tenth of them"
        }
    }

    /// Whether it strikes single requests, which a route names; the others change how the account behaves.
    var strikesRequests: Bool {
        switch self {
        case .delay, .rateLimit, .billing, .serverError, .drop, .hang, .late, .html, .halfJSON, .competingRelease,
            .errorIn200:
            true
        case .listLag, .attachLag, .indexFailure, .keepListed, .requestLimit, .attachLimit, .notFound400, .nullLists,
            .shortPages, .newestFirst, .compressed, .latin1Names, .trimmedTexts, .oddTimes, .untoldStatus,
            .stuckIndexing, .needsFileIDs, .fixedAssistants, .batchesInTurn, .answer:
            false
        }
    }

    /// Whether it strikes this often or that often.
    var isCounted: Bool { strikesRequests || self == .indexFailure || self == .answer }
}
