import OpenAIAPI
import OrderedJSON
import Synchronization

/// Answers requests with one page after another, and with the last one for ever.
final class PageServer: OpenAIClient {
    private let pages: [JSONValue]
    private let count = Mutex(0)

    /// - Parameter pages: at least one.
    init(_ pages: [JSONValue]) { self.pages = pages }

    var observed: ObservedAccount { ObservedAccount() }

    /// How many came.
    var requests: Int { count.withLock { $0 } }

    func send(_ request: APIRequest) async throws(APIError) -> APIResponse {
        let number = count.withLock { count in
            count += 1
            return count
        }
        let place = APIError.Place(method: "GET", path: "/v1/files", server: "velo.example")
        return APIResponse(body: pages[min(number, pages.count) - 1], place: place)
    }
}
