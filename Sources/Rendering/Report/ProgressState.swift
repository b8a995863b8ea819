import AssistantModel
import Planning

/// How far a run is: what ``ProgressRenderer`` shows.
struct ProgressState: Sendable {
    private struct Upload {
        var sent: Int
        var total: Int
    }

    private let changeCount: Int
    private let uploadSizes: [ResourceAddress: Int]
    private let uploadTotal: Int
    private var ended: Set<ResourceAddress> = []
    private var uploads: [(address: ResourceAddress, upload: Upload)] = []
    /// Files whose last byte is up: the server may index them for a while yet.
    private var uploaded: Set<ResourceAddress> = []
    private var stores: [(address: ResourceAddress, completed: Int, total: Int)] = []
    private var wait: (reason: String, end: Double)?
    private var rate = TransferRate()

    /// Uploads that get a line of their own.
    private static let shownUploads = 4

    init(changes: [ResourceChange]) {
        changeCount = changes.count
        var sizes: [ResourceAddress: Int] = [:]
        for change in changes where change.file?.isUploaded == true {
            sizes[change.address] = change.file?.content?.bytes ?? 0
        }
        uploadSizes = sizes
        uploadTotal = sizes.values.reduce(0, +)
    }

    mutating func handle(_ event: ApplyEvent, at seconds: Double) {
        switch event {
        case .started: break
        case .uploading(let address, let sent, let total):
            if total > 0, sent >= total {
                uploaded.insert(address)
                end(address)
            } else if let index = uploads.firstIndex(where: { $0.address == address }) {
                uploads[index].upload = Upload(sent: sent, total: total)
            } else {
                // A failed upload may start again.
                uploaded.remove(address)
                uploads.append((address, Upload(sent: sent, total: total)))
            }
            rate.add(sentBytes, at: seconds)
        case .indexing(let store, let completed, let total):
            stores.removeAll { $0.address == store }
            if completed < total { stores.append((store, completed, total)) }
        case .waiting(let reason, let duration):
            // Many wait at a time: the longest tells when all go on.
            if (wait?.end ?? 0) < seconds + duration { wait = (reason, seconds + duration) }
        case .finished(let address, _):
            ended.insert(address)
            if isUpload(address) { uploaded.insert(address) }
            end(address)
        case .failed(let address, _), .skipped(let address, _):
            ended.insert(address)
            end(address)
        }
    }

    /// Such as `12 of 40`.
    var counts: String { "\(Wording.grouped(ended.count)) of \(Wording.grouped(changeCount))" }

    private func isUpload(_ address: ResourceAddress) -> Bool { uploadSizes[address] != nil }

    func bytes(of address: ResourceAddress) -> Int { uploadSizes[address] ?? 0 }

    /// What is under way, the changes first.
    func lines(at seconds: Double) -> [String] {
        var lines = ["\(counts) changes done, \(Wording.duration(seconds))"]
        if !uploads.isEmpty || !uploaded.isEmpty && uploaded.count < uploadSizes.count {
            lines.append(uploadSummary(at: seconds))
        }
        for store in stores {
            let name = VisibleText.line(store.address.description)
            lines.append(
                "indexing \(name): \(Wording.grouped(store.completed)) of \(Wording.count(store.total, "file"))"
            )
        }
        if let wait, wait.end > seconds {
            lines.append(WaitLog.line(wait.reason, wait.end - seconds))
        }
        return lines
    }

    /// The uploads under way, one a line.
    var uploadLines: [String] {
        let shown = uploads.prefix(Self.shownUploads).map { address, upload in
            let percent = upload.total > 0 ? min(100, upload.sent * 100 / upload.total) : 100
            let number = String(percent)
            return
                "  \(String(repeating: " ", count: 3 - number.count))\(number)% \(VisibleText.line(address.description))"
        }
        let rest = uploads.count - shown.count
        return shown + (rest > 0 ? ["       and \(rest) more"] : [])
    }

    private mutating func end(_ address: ResourceAddress) {
        uploads.removeAll { $0.address == address }
    }

    private var sentBytes: Int {
        uploads.reduce(uploaded.reduce(0) { $0 + bytes(of: $1) }) { $0 + $1.upload.sent }
    }

    private func uploadSummary(at seconds: Double) -> String {
        let files = max(uploadSizes.count, uploaded.count)
        var text = "uploaded \(Wording.grouped(uploaded.count)) of \(Wording.count(files, "file")), "
        text += "\(ByteCount.text(sentBytes)) of \(ByteCount.text(max(uploadTotal, sentBytes)))"
        // Between uploads a rate says nothing: the rest waits for something else.
        guard !uploads.isEmpty, let bytesPerSecond = rate.bytesPerSecond(at: seconds) else { return text }
        guard bytesPerSecond >= 1 else {
            return text + ", nothing sent for \(Wording.duration(rate.silence(at: seconds)))"
        }
        text += ", \(ByteCount.text(Int(bytesPerSecond)))/s"
        if uploadTotal > sentBytes {
            text += ", about \(Wording.duration(Double(uploadTotal - sentBytes) / bytesPerSecond)) left"
        }
        return text
    }
}
