import AssistantModel
import OpenAIAPI
import Planning

extension UploadSource {
    /// The same file, telling how far it was read for sending.
    func reporting(
        to onEvent: @escaping @Sendable (ApplyEvent) -> Void,
        for address: ResourceAddress
    ) -> UploadSource {
        var source = self
        let open = open
        let total = byteCount
        source.open = {
            ReportingReader(reader: try await open(), total: total) { sent in
                onEvent(.uploading(address, sentBytes: Int(sent), totalBytes: Int(total)))
            }
        }
        return source
    }
}

/// Passes reads through. Parts of one file are read side by side, so what is told is the highest place reached.
private final class ReportingReader: UploadReader {
    private let reader: any UploadReader
    private let total: Int64
    private let report: @Sendable (Int64) -> Void

    init(reader: any UploadReader, total: Int64, report: @escaping @Sendable (Int64) -> Void) {
        self.reader = reader
        self.total = total
        self.report = report
    }

    func read(from offset: Int64, maximumLength: Int) async throws -> [UInt8] {
        let bytes = try await reader.read(from: offset, maximumLength: maximumLength)
        if !bytes.isEmpty { report(min(total, offset + Int64(bytes.count))) }
        return bytes
    }
}
