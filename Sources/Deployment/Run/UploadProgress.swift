import AssistantModel
import OpenAIAPI
import Planning
import Synchronization

extension UploadSource {
    /// The same file, telling how many of its bytes are up. What has to be sent again is taken back.
    func reporting(
        to onEvent: @escaping @Sendable (ApplyEvent) -> Void,
        for address: ResourceAddress
    ) -> UploadSource {
        var source = self
        let total = byteCount
        let sent = Mutex<Int64>(0)
        source.reportProgress = { count in
            // Told under the lock: parts go up side by side, and a sum must not overtake a later one.
            sent.withLock { sent in
                sent += count
                onEvent(.uploading(address, sentBytes: Int(sent), totalBytes: Int(total)))
            }
        }
        return source
    }
}
