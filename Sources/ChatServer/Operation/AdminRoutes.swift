import HTTPTypes
import Hummingbird
import NIOCore
import OrderedJSON

/// What operators and their machines look at, on an address of its own.
struct AdminRoutes: Sendable {
    let assistants: LiveAssistants
    let desk: AnswerDesk
    let store: any ChatStore
    let metrics: ChatMetrics

    func add(to router: Router<ChatContext>) {
        router.get("/healthz") { _, _ in Answering.json(["status": "ok"]) }
        router.get("/readyz") { _, _ in await readiness() }
        router.get("/metrics") { _, _ in
            let text = metrics.text(running: desk.runningCount, isReady: !assistants.all.isEmpty)
            return Response(
                status: .ok,
                headers: [.contentType: "text/plain; version=0.0.4; charset=utf-8"],
                body: ResponseBody(byteBuffer: ByteBuffer(string: text))
            )
        }
    }

    private func readiness() async -> Response {
        var problems: [JSONValue] = []
        if desk.isClosing { problems.append("closing") }
        if assistants.all.isEmpty { problems.append("no live assistant") }
        if (try? await store.pots()) == nil { problems.append("the store does not answer") }
        let isReady = problems.isEmpty
        // What is served while the account does not answer is served all the same.
        let account: JSONValue =
            assistants.problem.map { ["reachable": false, "problem": .string($0)] } ?? ["reachable": true]
        return Answering.json(
            [
                "status": isReady ? "ready" : "not ready", "problems": .array(problems), "account": account,
                "assistants": .array(
                    assistants.all.map { assistant in
                        [
                            "key": .string(assistant.key),
                            "release": assistant.release.map { .integer($0) } ?? .null,
                        ]
                    }
                ),
            ],
            status: isReady ? .ok : .serviceUnavailable
        )
    }
}
