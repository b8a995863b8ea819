import NIOCore
import OpenAIAPI
import Synchronization

/// The bytes of a multipart form, read from disk as the connection takes them. The last piece of the file and the
/// closing boundary are held back until the hash of everything is right: a file that changed never arrives complete.
struct UploadBody: AsyncSequence, Sendable {
    typealias Element = ByteBuffer

    let form: MultipartForm
    let boundary: String
    /// Told of every piece that is handed to the connection.
    let onPiece: @Sendable () -> Void
    let progress = Progress()

    /// What became of the body, for whoever reads the outcome of the request.
    final class Progress: Sendable {
        private let state = Mutex<(failure: APIError?, isComplete: Bool, sent: Int64)>((nil, false, 0))

        /// Why the body could not be read to its end.
        var failure: APIError? { state.withLock { $0.failure } }
        /// Whether the last byte was handed to the connection. Until then no server can have acted on the request.
        var isComplete: Bool { state.withLock { $0.isComplete } }

        /// Bytes of the file handed to the connection.
        var sent: Int64 { state.withLock { $0.sent } }

        fileprivate func advance(_ count: Int) { state.withLock { $0.sent += Int64(count) } }
        fileprivate func fail(_ error: APIError) { state.withLock { $0.failure = error } }
        fileprivate func complete() { state.withLock { $0.isComplete = true } }
    }

    /// Tells the source that what was sent does not count.
    func takeBackProgress() {
        form.file.source.reportProgress(-progress.sent)
    }

    func makeAsyncIterator() -> Iterator {
        Iterator(body: self)
    }

    struct Iterator: AsyncIteratorProtocol {
        private enum Stage {
            case opening
            case content
            case end
        }

        private let body: UploadBody
        private var stage = Stage.opening
        private var reading: PartReading?

        init(body: UploadBody) {
            self.body = body
        }

        mutating func next() async throws -> ByteBuffer? {
            do throws(APIError) {
                return try await nextPiece().map { ByteBuffer(bytes: $0) }
            } catch {
                body.progress.fail(error)
                throw error
            }
        }

        private mutating func nextPiece() async throws(APIError) -> [UInt8]? {
            switch stage {
            case .opening:
                reading = try await PartReading(body.form.file)
                stage = .content
                return body.form.opening(boundary: body.boundary)
            case .content:
                guard let bytes = try await reading?.next() else {
                    stage = .end
                    body.progress.complete()
                    return body.form.closing(boundary: body.boundary)
                }
                body.progress.advance(bytes.count)
                body.form.file.source.reportProgress(Int64(bytes.count))
                body.onPiece()
                return bytes
            case .end:
                return nil
            }
        }
    }
}
