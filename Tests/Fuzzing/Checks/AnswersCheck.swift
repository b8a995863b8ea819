import AssistantModel
import Deployment
import OpenAIAPI
import OrderedJSON

/// What holds for everything that a server may send: no crash, the same events wherever a stream is split, an end to
/// every list, and JSON that reads back as it was written.
struct AnswersCheck {
    private let bytes: [UInt8]

    init(_ bytes: [UInt8]) { self.bytes = bytes }

    func violation() async -> String? {
        let text = String(decoding: bytes, as: UTF8.self)
        if let record = AppliedRecord(text: text), record.text.utf8.count <= AppliedRecord.maximumLength,
            AppliedRecord(text: record.text) == nil
        {
            return "a record that was written cannot be read: \(record.text)"
        }
        if let json = try? JSONReader().value(from: bytes) { return jsonViolation(json) }
        if let broken = eventsViolation() { return broken }
        return await pagesViolation()
    }

    // MARK: One JSON value

    private func jsonViolation(_ json: JSONValue) -> String? {
        for layout in [JSONWriter.Layout.compact, .pretty] {
            let text = JSONWriter(layout: layout).string(from: json)
            do {
                if try JSONReader().value(from: text) != json { return "JSON reads back otherwise: \(text)" }
            } catch {
                return "JSON that was written cannot be read: \(error)"
            }
        }
        for type in Self.types { _ = try? type.init(from: JSONCursor(json)) }
        guard let document = try? ReleaseDocument(json: json) else { return nil }
        return DocumentCheck.violation(document)
    }

    private static let types: [any WireDecodable.Type] = [
        AssistantObject.self, Citation.self, CodeInterpreterCall.self, FunctionCall.self, MessageAnnotation.self,
        MessagePiece.self, ModelObject.self, OpenAIFile.self, ResponseFailure.self, ResponseObject.self,
        RunObject.self, SkillObject.self, SkillVersionObject.self, ThreadObject.self, TokenUsage.self,
        UploadObject.self, UploadPartObject.self, VectorStoreFileBatchObject.self, VectorStoreFileObject.self,
        VectorStoreObject.self, VectorStoreSearchResult.self, Page<AssistantObject>.self, Page<OpenAIFile>.self,
        Page<VectorStoreFileObject>.self, Page<VectorStoreObject>.self, Page<VectorStoreSearchResult>.self,
    ]

    // MARK: A stream of events

    private func eventsViolation() -> String? {
        let whole = events(of: [bytes[...]])
        let bytewise = events(of: bytes.indices.map { bytes[$0...$0] })
        if whole != bytewise { return "other events byte by byte" }
        // Where to split depends on the bytes, so that equal inputs give equal runs.
        let size = 1 + bytes.reduce(0) { ($0 &* 31 &+ Int($1)) & 0xFF } % 7
        let pieces = stride(from: 0, to: bytes.count, by: size).map { bytes[$0..<min(bytes.count, $0 + size)] }
        if whole != events(of: pieces) { return "other events in pieces of \(size)" }
        for event in whole ?? [] {
            _ = try? ResponseEvent.signal(of: event)
            _ = try? RunEvent.signal(of: event)
        }
        return nil
    }

    /// Nil for a stream with an event that is too large.
    private func events(of pieces: [ArraySlice<UInt8>]) -> [ServerSentEvent]? {
        var parser = ServerSentEventParser(maximumEventBytes: 4096)
        var events: [ServerSentEvent] = []
        for piece in pieces {
            guard let more = try? parser.events(in: piece) else { return nil }
            events += more
        }
        return events
    }

    // MARK: Pages

    /// Every line is a page; behind the last the server sends it again and again.
    private func pagesViolation() async -> String? {
        let pages = bytes.split(separator: UInt8(ascii: "\n"), maxSplits: 8).compactMap {
            try? JSONReader().value(from: $0)
        }
        guard !pages.isEmpty else { return nil }
        let server = PageServer(pages)
        let files = try? await server.all(["files"], beta: nil) as [OpenAIFile]
        if let files, Set(files.map(\.id)).count != files.count { return "a file twice" }
        return server.requests > pages.count + 1 ? "\(server.requests) requests for \(pages.count) pages" : nil
    }
}
