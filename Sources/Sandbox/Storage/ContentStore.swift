import Foundation
import NIOCore
import NIOFoundationCompat

/// The bytes of files and upload parts, outside the database so that their size never matters to memory. In memory
/// mode the folder is temporary and goes with the store.
final class ContentStore: Sendable {
    private let folder: URL
    private let isTemporary: Bool

    init(_ location: SandboxConfiguration.Database, uniqueName: String) throws {
        switch location {
        case .memory:
            folder = FileManager.default.temporaryDirectory.appendingPathComponent("sandbox-\(uniqueName)")
            isTemporary = true
        case .file(let path):
            folder = URL(fileURLWithPath: path + "-files")
            isTemporary = false
        }
        try PrivateFiles.makeFolder(folder)
    }

    deinit {
        // Nothing can be reported from here; a folder that stays is cleared with the system's temporary files.
        if isTemporary { try? FileManager.default.removeItem(at: folder) }
    }

    func url(_ id: String) -> URL { folder.appendingPathComponent(id) }

    func writer(_ id: String) throws -> ContentWriter { try ContentWriter(url(id)) }

    func read(_ id: String) throws -> [UInt8] { Array(try Data(contentsOf: url(id))) }

    func buffer(_ id: String) throws -> ByteBuffer { ByteBuffer(data: try Data(contentsOf: url(id))) }

    func write(_ bytes: [UInt8], to id: String) throws {
        let writer = try writer(id)
        try writer.write(Data(bytes))
        try writer.close()
    }

    func copy(_ id: String, to other: String) throws {
        try FileManager.default.copyItem(at: url(id), to: url(other))
    }

    /// Removing what is already gone is no error.
    func remove(_ id: String) throws {
        do {
            try FileManager.default.removeItem(at: url(id))
        } catch let error as CocoaError where error.code == .fileNoSuchFile {
            return
        }
    }

    /// The content piece by piece.
    func pieces(of id: String) throws -> ContentPieces {
        ContentPieces(handle: try FileHandle(forReadingFrom: url(id)))
    }
}

/// Reads a content from front to back, a megabyte at a time; the file is closed when the reader goes.
struct ContentPieces {
    private static let pieceBytes = 1 << 20

    fileprivate let handle: FileHandle

    /// The next piece, or nil at the end.
    func next() throws -> Data? {
        let piece = try handle.read(upToCount: Self.pieceBytes)
        return piece?.isEmpty == true ? nil : piece
    }
}
