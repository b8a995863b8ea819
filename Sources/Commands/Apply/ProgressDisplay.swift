import Planning
import Rendering
import Synchronization

/// Shows the progress of a run on standard error: a redrawn area on a terminal, plain lines elsewhere.
final class ProgressDisplay: Sendable {
    private struct State {
        var renderer: ProgressRenderer
        var area = StatusArea()
    }

    private let console: Console
    private let state: Mutex<State>
    private let start = ContinuousClock.now

    init(console: Console, changes: [ResourceChange]) {
        self.console = console
        let mode: ProgressRenderer.Mode = console.redrawsProgress ? .terminal : .plain
        state = Mutex(State(renderer: ProgressRenderer(mode: mode, style: console.messageStyle, changes: changes)))
    }

    /// Runs the work while events are shown and the clock ticks; leaves a clean screen, also after an error.
    func whileShown<Result: Sendable>(
        _ work: @escaping @Sendable (_ onEvent: @escaping @Sendable (ApplyEvent) -> Void) async throws -> Result
    ) async throws -> Result {
        try await withThrowingTaskGroup(of: Result?.self) { group in
            defer {
                group.cancelAll()
                show { renderer, _ in renderer.finish() }
            }
            group.addTask { [self] in
                try await work { event in self.show { renderer, seconds in renderer.handle(event, at: seconds) } }
            }
            group.addTask { [self] in
                let interval: Duration = console.redrawsProgress ? .milliseconds(200) : .seconds(1)
                while !Task.isCancelled {
                    // Cancellation is how the ticking ends.
                    try? await Task.sleep(for: interval)
                    show { renderer, seconds in renderer.tick(at: seconds) }
                }
                return nil
            }
            while let ended = try await group.next() {
                if let result = ended { return result }
            }
            throw CancellationError()
        }
    }

    /// Shows a line that stays, above what is redrawn.
    func say(_ text: String) {
        show { _, _ in [.line(text)] }
    }

    /// Output is written under the lock, so that lines of two tasks never mix.
    private func show(_ change: (inout ProgressRenderer, Double) -> [ProgressOutput]) {
        let seconds = (ContinuousClock.now - start) / .seconds(1)
        state.withLock { state in
            let outputs = change(&state.renderer, seconds)
            let text = state.area.text(for: outputs)
            if !text.isEmpty { console.raw(text, to: .standardError) }
        }
    }
}
