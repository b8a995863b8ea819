import OpenAIAPI
import Synchronization

/// Counts since the start, for Prometheus. Nothing of what people wrote or who they are.
final class ChatMetrics: Sendable {
    private struct State {
        var answers: [String: Int] = [:]
        var events: [String: Int] = [:]
        var requests: [String: Int] = [:]
        var picodollars: Int64 = 0
        var input: Int64 = 0
        var output: Int64 = 0
    }

    private let state = Mutex(State())

    func answered(_ end: String, paid: Int64, usage: TokenUsage?) {
        state.withLock { state in
            state.answers[end, default: 0] += 1
            state.picodollars = state.picodollars &+ paid
            state.input = state.input &+ (usage?.input ?? 0)
            state.output = state.output &+ (usage?.output ?? 0)
        }
    }

    func count(_ event: String) { state.withLock { $0.events[event, default: 0] += 1 } }

    func request(status: Int) { state.withLock { $0.requests["\(status / 100)xx", default: 0] += 1 } }

    /// The text that Prometheus reads.
    func text(running: Int, isReady: Bool) -> String {
        let state = state.withLock { $0 }
        var lines: [String] = []
        func metric(_ name: String, _ type: String, _ help: String, _ values: [(String, String)]) {
            lines.append("# HELP assistantctl_serve_\(name) \(help)")
            lines.append("# TYPE assistantctl_serve_\(name) \(type)")
            for (label, value) in values { lines.append("assistantctl_serve_\(name)\(label) \(value)") }
        }
        func labelled(_ counts: [String: Int], _ label: String) -> [(String, String)] {
            counts.sorted { $0.key < $1.key }.map { ("{\(label)=\"\($0.key)\"}", String($0.value)) }
        }
        metric("answers_total", "counter", "Answers by how they ended.", labelled(state.answers, "state"))
        metric("refusals_total", "counter", "Questions that were not answered.", labelled(state.events, "reason"))
        metric("http_requests_total", "counter", "Requests by status.", labelled(state.requests, "status"))
        metric("spent_dollars_total", "counter", "Paid for answers.", [("", String(Double(state.picodollars) / 1e12))])
        metric(
            "tokens_total",
            "counter",
            "Tokens of answers.",
            [("{kind=\"input\"}", String(state.input)), ("{kind=\"output\"}", String(state.output))]
        )
        metric("running_answers", "gauge", "Answers under way.", [("", String(running))])
        metric("ready", "gauge", "Whether a live release is served.", [("", isReady ? "1" : "0")])
        return lines.joined(separator: "\n") + "\n"
    }
}
