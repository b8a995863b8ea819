import Rendering
import Synchronization

/// Shows the progress of some work on standard error: a redrawn area on a terminal, plain lines elsewhere.
final class ProgressDisplay<Renderer: StatusRenderer>: Sendable {
    private struct State {
        var renderer: Renderer
        var messages: Int
    }

    private let console: Console
    private let state: Mutex<State>
    private let start = ContinuousClock.now
    private let watch: RequestWatch

    init(console: Console, watch: RequestWatch, renderer: Renderer) {
        self.console = console
        self.watch = watch
        state = Mutex(State(renderer: renderer, messages: console.messageCount))
    }

    /// Runs the work while the clock ticks; leaves a clean screen, also after an error.
    func whileShown<Result: Sendable>(_ work: @escaping @Sendable () async throws -> Result) async throws -> Result {
        try await withThrowingTaskGroup(of: Result?.self) { group in
            defer {
                group.cancelAll()
                show { renderer, _ in renderer.finish() }
            }
            group.addTask { try await work() }
            group.addTask { [self] in
                let interval: Duration = console.redrawsProgress ? .milliseconds(200) : .seconds(1)
                while !Task.isCancelled {
                    // Cancellation is how the ticking ends.
                    try? await Task.sleep(for: interval)
                    if Task.isCancelled { break }
                    let hang = watch.hang
                    show { renderer, seconds in
                        renderer.hang = hang
                        return renderer.tick(at: seconds)
                    }
                }
                return nil
            }
            while let ended = try await group.next() {
                if let result = ended { return result }
            }
            throw CancellationError()
        }
    }

    /// Shows what the renderer makes of some news.
    func show(_ change: (inout Renderer, Double) -> [ProgressOutput]) {
        state.withLock { state in
            let seconds = (ContinuousClock.now - start) / .seconds(1)
            let messages = console.messageCount
            if messages != state.messages {
                state.messages = messages
                state.renderer.noteLine(at: seconds)
            }
            console.progress(change(&state.renderer, seconds))
        }
    }
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
