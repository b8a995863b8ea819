/// A request that does not start at once, for the user to know what goes on.
package struct RequestWait: Sendable, Hashable {
    /// What is waited for.
    package enum Reason: Sendable, Hashable {
        /// The server refused the request for its rate (429).
        case refused
        /// The server refused others a moment ago, and takes fewer.
        case refusals
        /// The server's own count of requests is used up; a full one has so many.
        case limit(perMinute: Int)
        /// The request failed and is sent again; the code of the failure, and the status of the answer if there was one.
        case failed(code: String, status: Int?)
    }

    package var reason: Reason
    package var duration: Duration

    package init(reason: Reason, duration: Duration) {
        self.reason = reason
        self.duration = duration
    }
}
