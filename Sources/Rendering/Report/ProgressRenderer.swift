import AssistantModel
import Planning

/// Something to print while a run is under way.
package enum ProgressOutput: Equatable, Sendable {
    /// A line that stays.
    case line(String)
    /// What the lines at the bottom of the terminal show from now on.
    case status([String])
}

/// Turns what happens during a run into output: status lines on a terminal, plain lines elsewhere.
///
/// It has no clock and prints nothing: the caller passes the seconds since the run began, and prints what comes back
/// (through ``StatusArea``).
package struct ProgressRenderer: StatusRenderer {
    private let mode: ProgressMode
    private let style: TerminalStyle
    private let actions: [ResourceAddress: ResourceChange.Action]
    private let pastTenses: [ResourceAddress: String]
    private let tellsDone: Bool
    private var state: ProgressState
    private var lastDrawn = -Double.infinity
    private var lastLine = 0.0
    private var waits = WaitLog()
    package var hang: RequestHang?
    private var hangs = HangLog()

    /// Seconds between two drawings: events come faster than anybody reads.
    private static let drawingInterval = 0.1
    /// Nobody wonders about a shorter one.
    private static let shortestWait = 1.0
    /// A smaller file is up almost as soon as it starts: in a log its end is enough.
    private static let announcedBytes = 8_000_000

    /// - Parameters:
    ///   - changes: Of the plan that is applied.
    ///   - tellsDone: Whether a log says of each change when it is done.
    package init(mode: ProgressMode, style: TerminalStyle, changes: [ResourceChange], tellsDone: Bool = true) {
        self.tellsDone = tellsDone
        pastTenses = Dictionary(changes.map { ($0.address, ReasonWording.pastTense($0)) }) { first, _ in first }
        self.mode = mode
        self.style = style
        actions = Dictionary(changes.map { ($0.address, $0.action) }, uniquingKeysWith: { first, _ in first })
        state = ProgressState(changes: changes)
    }

    /// - Parameter seconds: Since the run began; never less than the time before.
    package mutating func handle(_ event: ApplyEvent, at seconds: Double) -> [ProgressOutput] {
        if case .waiting(_, let duration) = event, duration < Self.shortestWait { return [] }
        state.handle(event, at: seconds)
        let line = isRepeatedWait(event, at: seconds) ? nil : line(for: event)
        if line != nil { lastLine = seconds }
        let lines = line.map { [ProgressOutput.line($0)] } ?? []
        guard mode == .terminal, seconds - lastDrawn >= Self.drawingInterval || !lines.isEmpty else { return lines }
        return lines + draw(at: seconds)
    }

    package mutating func tick(at seconds: Double) -> [ProgressOutput] {
        switch mode {
        case .terminal: return draw(at: seconds)
        case .plain:
            if let line = hangs.line(for: hang) {
                lastLine = seconds
                return [.line(line)]
            }
            guard seconds - lastLine >= ProgressMode.heartbeatInterval else { return [] }
            lastLine = seconds
            return [.line((state.lines(at: seconds) + hangLines).joined(separator: "; "))]
        }
    }

    private var hangLines: [String] { hang.map { [$0.line] } ?? [] }

    package mutating func noteLine(at seconds: Double) { lastLine = seconds }

    package mutating func finish() -> [ProgressOutput] {
        mode == .terminal ? [.status([])] : []
    }

    /// Whether a log said the same a moment ago: every worker waits for the same rate limit.
    private mutating func isRepeatedWait(_ event: ApplyEvent, at seconds: Double) -> Bool {
        guard mode == .plain, case .waiting(let reason, _) = event else { return false }
        return waits.isRepeated(reason, at: seconds)
    }

    private mutating func draw(at seconds: Double) -> [ProgressOutput] {
        lastDrawn = seconds
        let columns = max((style.width ?? 80) - 1, 20)
        return [
            .status(
                (state.lines(at: seconds) + hangLines + state.uploadLines).map {
                    DisplayWidth.prefix(of: $0, columns: columns)
                }
            )
        ]
    }

    /// The line that stays for an event, where one does.
    private func line(for event: ApplyEvent) -> String? {
        switch event {
        case .failed(let address, let message):
            return "\(style.paint("!", .bold, .red)) \(name(address)): failed: \(VisibleText.line(message))"
        case .skipped(let address, let cause):
            return "\(style.paint("·", .dim)) \(name(address)): skipped, because \(name(cause)) failed"
        case .started(let address) where mode == .plain && state.bytes(of: address) >= Self.announcedBytes:
            return "\(symbol(of: address)) \(name(address)): started, \(ByteCount.text(state.bytes(of: address)))"
        case .finished(let address, _) where mode == .plain && tellsDone:
            let done = pastTenses[address] ?? "done"
            return "\(symbol(of: address)) \(name(address)): \(done) (\(state.counts))"
        case .waiting(let reason, let seconds) where mode == .plain:
            return WaitLog.line(reason, seconds)
        case .started, .finished, .waiting, .uploading, .indexing:
            return nil
        }
    }

    private func name(_ address: ResourceAddress) -> String { VisibleText.line(address.description) }

    private func symbol(of address: ResourceAddress) -> String {
        guard let action = actions[address] else { return "·" }
        return style.paint(ReasonWording.symbol(action), .bold, action.color)
    }
}
