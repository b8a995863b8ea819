import Rendering

/// Shows the progress of some work on standard error: a redrawn area on a terminal, plain lines elsewhere.
///
/// Whoever works only leaves a note: one task reads the notes and draws, a few times a second.
final class ProgressDisplay<Renderer: StatusRenderer>: Sendable {
    /// What a renderer makes of some news.
    typealias Change = @Sendable (inout Renderer, _ seconds: Double) -> [ProgressOutput]

    private let console: Console
    private let news = NoteBox<(change: Change, seconds: Double)>()
    private let start = ContinuousClock.now
    private let renderer: Renderer
    private let watch: RequestWatch

    private static var interval: Duration { .milliseconds(100) }

    init(console: Console, watch: RequestWatch, renderer: Renderer) {
        self.console = console
        self.renderer = renderer
        self.watch = watch
    }

    /// Runs the work while the clock ticks; leaves a clean screen, also after an error.
    func whileShown<Result: Sendable>(_ work: @escaping @Sendable () async throws -> Result) async throws -> Result {
        try await withThrowingTaskGroup(of: Swift.Result<Result, any Error>?.self) { group in
            group.addTask {
                do { return .success(try await work()) } catch { return .failure(error) }
            }
            group.addTask { [self] in
                await draw()
                return nil
            }
            var end: Swift.Result<Result, any Error>?
            while let ended = try await group.next() {
                if let ended { end = ended }
                group.cancelAll()
            }
            guard let end else { throw CancellationError() }
            return try end.get()
        }
    }

    /// Draws until the task is cancelled, and then what is left.
    private func draw() async {
        var renderer = renderer
        var messages = console.messageCount
        let tickInterval = console.redrawsProgress ? 0.2 : 1
        var nextTick = seconds + tickInterval
        var latest = 0.0
        while true {
            let isOver = Task.isCancelled
            let said = console.messageCount
            if said != messages {
                messages = said
                renderer.noteLine(at: seconds)
            }
            var outputs: [ProgressOutput] = []
            for (change, noted) in news.take() {
                latest = max(latest, noted)
                outputs += change(&renderer, latest)
            }
            if isOver {
                outputs += renderer.finish()
            } else if seconds >= nextTick {
                latest = max(latest, seconds)
                renderer.hang = watch.hang
                outputs += renderer.tick(at: latest)
                nextTick = latest + tickInterval
            }
            console.progress(outputs)
            if isOver { return }
            // Cancellation is how the drawing ends.
            try? await Task.sleep(for: Self.interval)
        }
    }

    private var seconds: Double { (ContinuousClock.now - start) / .seconds(1) }

    /// Shows soon what the renderer makes of some news.
    func show(_ change: @escaping Change) { news.put((change, seconds)) }
}

extension Console {
    var progressMode: ProgressMode { redrawsProgress ? .terminal : .plain }

    /// Runs work that reads files and account, and shows how far it is where it takes long.
    func whileReading<Result: Sendable>(
        _ watch: RequestWatch,
        _ work: @escaping @Sendable (_ onEvent: @escaping @Sendable (ReadingEvent) -> Void) async throws -> Result
    ) async throws -> Result {
        let renderer = ReadingRenderer(mode: progressMode, style: messageStyle)
        let display = ProgressDisplay(console: self, watch: watch, renderer: renderer)
        let onEvent: @Sendable (ReadingEvent) -> Void = { event in
            display.show { renderer, seconds in renderer.handle(event, at: seconds) }
        }
        return try await display.whileShown {
            try await watch.whileTold(
                onAnswer: { onEvent(.answered) },
                onWait: { onEvent(.waiting(reason: $0, seconds: $1)) },
                { try await work(onEvent) }
            )
        }
    }
}
