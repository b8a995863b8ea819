import AsyncHTTPClient
import NIOCore
import OpenAIAPI

/// The body of an answer while it comes. Reading is what makes the connection go on: nothing piles up.
struct AnswerPieces: AsyncSequence, Sendable {
    typealias Element = [UInt8]
    typealias Failure = APIError

    let body: HTTPClientResponse.Body
    /// What a connection's error means.
    let failure: @Sendable (any Error) -> APIError

    init(body: HTTPClientResponse.Body, failure: @escaping @Sendable (any Error) -> APIError) {
        self.body = body
        self.failure = failure
    }

    func makeAsyncIterator() -> Iterator {
        Iterator(body: body.makeAsyncIterator(), failure: failure)
    }

    struct Iterator: AsyncIteratorProtocol {
        fileprivate var body: HTTPClientResponse.Body.AsyncIterator
        fileprivate let failure: @Sendable (any Error) -> APIError

        mutating func next() async throws(APIError) -> [UInt8]? {
            do {
                guard var buffer = try await body.next() else { return nil }
                return buffer.readBytes(length: buffer.readableBytes) ?? []
            } catch {
                throw failure(error)
            }
        }
    }
}
