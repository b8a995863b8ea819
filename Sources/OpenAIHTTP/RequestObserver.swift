/// Sees every request as it ends, and every wait as it begins, for `--verbose`, progress and counting. Gets neither
/// bodies nor keys.
package protocol RequestObserver: Sendable {
    /// A try of a request begins; what it is asked for is over when the activity says so.
    func requestBegan(_ activity: RequestActivity)
    func requestEnded(_ record: RequestRecord)
    /// A request waits before it is sent; called from several tasks at a time.
    func requestWaits(_ wait: RequestWait)
}

extension RequestObserver {
    /// Nobody watches.
    package func requestBegan(_ activity: RequestActivity) {}
    /// Nobody is told.
    package func requestWaits(_ wait: RequestWait) {}
}

/// One try of one request.
package struct RequestRecord: Sendable, Hashable {
    /// `GET`, `POST` or `DELETE`.
    package var method: String
    /// Path and query from the root of the host.
    package var path: String
    /// 1 for the first try.
    package var attempt: Int
    /// Nil when there was no answer.
    package var status: Int?
    package var duration: Duration
    /// `x-request-id`.
    package var requestID: String?
    /// The failure's code; nil for a success.
    package var failure: String?
    /// The wait before the next try; nil when this was the last.
    package var retryAfter: Duration?
}
