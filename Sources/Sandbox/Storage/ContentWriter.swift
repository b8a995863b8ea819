import Foundation
import NIOCore
import NIOFoundationCompat

/// Writes one content from front to back.
final class ContentWriter {
    private let handle: FileHandle
    private(set) var bytes = 0

    init(_ url: URL) throws {
        guard FileManager.default.createFile(atPath: url.path, contents: nil) else {
            throw CocoaError(.fileWriteUnknown, userInfo: [NSFilePathErrorKey: url.path])
        }
        handle = try FileHandle(forWritingTo: url)
    }

    func write(_ buffer: ByteBuffer) throws {
        try write(Data(buffer: buffer, byteTransferStrategy: .noCopy))
    }

    func write(_ data: Data) throws {
        try handle.write(contentsOf: data)
        bytes += data.count
    }

    func close() throws {
        try handle.close()
    }
}
