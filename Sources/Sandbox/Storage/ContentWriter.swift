import Foundation
import NIOCore
import NIOFoundationCompat

/// Writes one content from front to back.
final class ContentWriter {
    private let handle: FileHandle
    private(set) var bytes = 0

    init(_ url: URL) throws {
        handle = try PrivateFiles.handle(url.path, keepsContent: false)
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
