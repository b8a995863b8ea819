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
    /// Under way: at most as many as there are requests at a time, in the order in which they began.
    private var uploads: [(address: ResourceAddress, upload: Upload)] = []
    /// Files whose last byte is up: the server may index them for a while yet.
    private var uploaded: Set<ResourceAddress> = []
    /// The bytes of ``uploaded`` and of ``uploads``. Kept, not added up: events come once for every file and more.
    private var sentBytes = 0
    private var stores: [ResourceAddress: (completed: Int, total: Int)] = [:]
    private var wait: (reason: String, end: Double)?
    private var rate = TransferRate()

    /// Uploads that get a line of their own.
    private static let shownUploads = 4
    /// Stores that get a line of their own.
    private static let shownStores = 8

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
                end(address)
                noteUploaded(address)
            } else if let index = uploads.firstIndex(where: { $0.address == address }) {
                sentBytes += sent - uploads[index].upload.sent
                uploads[index].upload = Upload(sent: sent, total: total)
            } else {
                // A failed upload may start again.
                if uploaded.remove(address) != nil { sentBytes -= bytes(of: address) }
                sentBytes += sent
                uploads.append((address, Upload(sent: sent, total: total)))
            }
            rate.add(sentBytes, at: seconds)
        case .indexing(let store, let completed, let total):
            stores[store] = completed < total ? (completed, total) : nil
        case .waiting(let reason, let duration):
            // Many wait at a time: the longest tells when all go on.
            if (wait?.end ?? 0) < seconds + duration { wait = (reason, seconds + duration) }
        case .finished(let address, _):
            ended.insert(address)
            end(address)
            if isUpload(address) { noteUploaded(address) }
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
        lines += indexingLines
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

    /// What is being indexed, a store a line where they are few.
    private var indexingLines: [String] {
        guard stores.count <= Self.shownStores else {
            let completed = stores.values.reduce(0) { $0 + $1.completed }
            let files = Wording.count(stores.values.reduce(0) { $0 + $1.total }, "file")
            return ["indexing \(Wording.grouped(stores.count)) stores: \(Wording.grouped(completed)) of \(files)"]
        }
        return stores.sorted { $0.key < $1.key }.map { address, store in
            let files = Wording.count(store.total, "file")
            return "indexing \(VisibleText.line(address.description)): \(Wording.grouped(store.completed)) of \(files)"
        }
    }

    private mutating func end(_ address: ResourceAddress) {
        guard let index = uploads.firstIndex(where: { $0.address == address }) else { return }
        sentBytes -= uploads.remove(at: index).upload.sent
    }

    private mutating func noteUploaded(_ address: ResourceAddress) {
        if uploaded.insert(address).inserted { sentBytes += bytes(of: address) }
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

/// How fast bytes went over the wire in the last seconds.
struct TransferRate: Sendable {
    private var samples: [(seconds: Double, bytes: Int)] = []
    /// When the number of bytes last grew.
    private var lastGrowth = 0.0

    /// Seconds that count: short enough to follow a change of speed, long enough to be steady.
    private static let window = 10.0
    private static let interval = 0.5
    /// A rate seen for less time is a guess.
    private static let least = 2.0

    /// - Parameter bytes: Sent since the run began; fewer than before when an upload starts again.
    mutating func add(_ bytes: Int, at seconds: Double) {
        if bytes > samples.last?.bytes ?? 0 { lastGrowth = seconds }
        if let last = samples.last, seconds - last.seconds < Self.interval {
            if samples.count > 1 { samples[samples.count - 1].bytes = bytes }
            return
        }
        samples.append((seconds, bytes))
        samples.removeAll { seconds - $0.seconds > Self.window }
    }

    /// Nil while too little is known; 0 when nothing was sent for a whole window.
    func bytesPerSecond(at seconds: Double) -> Double? {
        guard let first = samples.first, let last = samples.last else { return nil }
        if silence(at: seconds) > Self.window { return 0 }
        let elapsed = max(last.seconds, seconds) - first.seconds
        guard samples.count > 1, elapsed >= Self.least, last.bytes >= first.bytes else { return nil }
        return Double(last.bytes - first.bytes) / elapsed
    }

    /// Seconds since the last byte.
    func silence(at seconds: Double) -> Double { max(0, seconds - lastGrowth) }
}
