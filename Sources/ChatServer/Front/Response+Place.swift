import HTTPTypes
import Hummingbird
import NIOCore
import NIOHTTPTypes

extension Response {
    /// The same answer, which keeps its visitor's place until the client has taken all of it or has left: what is written
    /// and not taken stands in memory. A stream has no length, and keeps none.
    func keeping(_ place: VisitorPlaces.Place, on channel: any Channel) -> Response {
        guard let length = body.contentLength, length > 0 else { return self }
        let whole = body
        var kept = self
        kept.body = ResponseBody(contentLength: length) { writer in
            try await whole.write(PlaceWriter(writer: writer, place: place, channel: channel))
        }
        return kept
    }
}

/// Writes a body to its end, and gives a place back when all of it was taken.
private struct PlaceWriter: ResponseBodyWriter {
    var writer: any ResponseBodyWriter
    let place: VisitorPlaces.Place
    let channel: any Channel

    mutating func write(_ buffer: ByteBuffer) async throws { try await writer.write(buffer) }

    consuming func finish(_ trailers: HTTPFields?) async throws {
        let place = place
        // Nothing, behind everything: it is written when what stands before it is, and fails with the connection.
        channel.writeAndFlush(HTTPResponsePart.body(ByteBuffer())).whenComplete { _ in place.leave() }
        let writer = writer
        try await writer.finish(trailers)
    }
}
