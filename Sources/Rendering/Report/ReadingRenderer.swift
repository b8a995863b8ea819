/// Something that happens while files and account are read.
package enum ReadingEvent: Equatable, Sendable {
    /// So many files are read, of so many that have to be.
    case hashed(files: Int, of: Int, bytes: Int)
    /// A request was answered.
    case answered
    /// A request waits before it is sent.
    case waiting(reason: String, seconds: Double)
}

/// Turns what happens while a plan is made into output: nothing where that is quick.
package struct ReadingRenderer: StatusRenderer {
    private let mode: ProgressMode
    private let style: TerminalStyle
    private var hashing: (files: Int, total: Int, bytes: Int)?
    private var rate = TransferRate()
    private var answers = 0
    private var wait: (reason: String, end: Double)?
    private var waits = WaitLog()
    package var hang: RequestHang?
    private var hangs = HangLog()
    private var lastLine = 0.0

    /// Work that takes no longer needs no status.
    private static let patience = 1.0

    /// A renderer for a stream of this style.
    package init(mode: ProgressMode, style: TerminalStyle) {
        self.mode = mode
        self.style = style
    }

    /// - Parameter seconds: since the work began; never less than the time before.
    package mutating func handle(_ event: ReadingEvent, at seconds: Double) -> [ProgressOutput] {
        switch event {
        case .hashed(let files, let total, let bytes):
            hashing = files < total ? (files, total, bytes) : nil
            rate.add(bytes, at: seconds)
        case .answered: answers += 1
        case .waiting(let reason, let duration):
            guard duration >= 1 else { return [] }
            if (wait?.end ?? 0) < seconds + duration { wait = (reason, seconds + duration) }
            guard mode == .plain, !waits.isRepeated(reason, at: seconds) else { return [] }
            lastLine = seconds
            return [.line(WaitLog.line(reason, duration))]
        }
        return []
    }

    package mutating func tick(at seconds: Double) -> [ProgressOutput] {
        switch mode {
        case .terminal:
            guard seconds >= Self.patience else { return [] }
            let columns = max((style.width ?? 80) - 1, 20)
            return [.status((lines(at: seconds) + hangLines).map { DisplayWidth.prefix(of: $0, columns: columns) })]
        case .plain:
            if let line = hangs.line(for: hang) {
                lastLine = seconds
                return [.line(line)]
            }
            guard seconds - lastLine >= ProgressMode.heartbeatInterval else { return [] }
            lastLine = seconds
            return [.line((lines(at: seconds) + hangLines).joined(separator: "; "))]
        }
    }

    private var hangLines: [String] { hang.map { [$0.line] } ?? [] }

    package mutating func noteLine(at seconds: Double) { lastLine = seconds }

    package mutating func finish() -> [ProgressOutput] { mode == .terminal ? [.status([])] : [] }

    private func lines(at seconds: Double) -> [String] {
        var lines: [String] = []
        if let hashing {
            var line = "reading files: \(Wording.grouped(hashing.files)) of \(Wording.grouped(hashing.total)), "
            line += ByteCount.text(hashing.bytes)
            if let bytes = rate.bytesPerSecond(at: seconds) { line += ", \(ByteCount.text(Int(bytes)))/s" }
            lines.append(line)
        }
        if hashing == nil || answers > 0 {
            lines.append("reading the account: \(Wording.count(answers, "request"))")
        }
        lines[0] += ", \(Wording.duration(seconds))"
        if let wait, wait.end > seconds { lines.append(WaitLog.line(wait.reason, wait.end - seconds)) }
        return lines
    }
}
