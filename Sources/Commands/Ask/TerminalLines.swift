import Dispatch
import Foundation
import Synchronization

/// Lines of standard input as they are entered. Unlike `readLine` it can be cancelled while it waits.
enum TerminalLines {
    /// Returns at the end of the input, and when the task is cancelled.
    static func forEach(_ body: (String) async -> Void) async {
        let (lines, continuation) = AsyncStream.makeStream(of: String.self)
        let pending = Mutex<[UInt8]>([])
        let source = DispatchSource.makeReadSource(fileDescriptor: STDIN_FILENO)
        source.setEventHandler {
            var buffer = [UInt8](repeating: 0, count: 4096)
            let count = Foundation.read(STDIN_FILENO, &buffer, buffer.count)
            if count < 0, errno == EINTR || errno == EAGAIN { return }
            pending.withLock { pending in
                pending += buffer.prefix(max(count, 0))
                while let end = pending.firstIndex(of: UInt8(ascii: "\n")) {
                    continuation.yield(String(decoding: pending[..<end], as: UTF8.self))
                    pending.removeSubrange(...end)
                }
                guard count <= 0 else { return }
                if !pending.isEmpty { continuation.yield(String(decoding: pending, as: UTF8.self)) }
                continuation.finish()
            }
        }
        source.resume()
        defer { source.cancel() }
        for await line in lines { await body(line) }
    }
}
