import OrderedJSON

/// A request as faults see it.
struct FaultSubject: Sendable, Equatable {
    let method: String
    let path: String
    let account: String

    var segments: [Substring] { path.split(separator: "/") }

    /// The store that the request attaches files to (both ways share one limit: docs/openai-api.md, 7.9).
    var attachedStore: Substring? {
        let segments = segments
        guard method == "POST", segments.count == 4, segments[1] == "vector_stores",
            segments[3] == "files" || segments[3] == "file_batches"
        else { return nil }
        return segments[2]
    }
}

/// What is to happen to one request.
struct FaultEncounter: Sendable, Equatable {
    var refusal: LimitRefusal?
    var headers: RateHeaders?
    var delay = Duration.zero
    var competitors: [Fault.Competitor] = []
    var verdict: Fault.Action?
}

/// What a fault has done so far.
struct FaultReport: Sendable, Equatable {
    let fault: Fault
    /// How often it could have struck.
    let matched: Int
    let hits: Int

    var json: JSONValue {
        [
            "object": "sandbox.fault", "fault": .string(fault.description), "matched": .integer(matched),
            "hits": .integer(hits),
        ]
    }
}
