import AssistantModel
import Foundation
import HTTPTypes
import Hummingbird
import NIOCore
import OrderedJSON

/// The endpoints of the OpenAI API, for programs.
struct ProgramRoutes: Sendable {
    /// A program that leaves is not waited for, in seconds.
    private static let runOn = 2

    let configuration: ChatConfiguration
    let assistants: LiveAssistants
    let desk: AnswerDesk
    let access: ClientAccess
    let bodies: BodyBudget

    func add(to router: Router<ChatContext>) {
        router.get("/v1/models") { request, _ in
            let client = try access.client(request)
            return Answering.json([
                "object": "list", "data": .array(access.assistants(of: client, assistants).map(Self.model)),
            ])
        }
        router.get("/v1/models/:id") { request, context in
            let client = try access.client(request)
            return Answering.json(Self.model(try assistant(context.parameters.get("id") ?? "", client)))
        }
        router.post("/v1/chat/completions") { request, context in
            let client = try access.client(request)
            let question = try ProgramRequest(completion: try await Answering.body(request, within: bodies))
            let (answer, now) = try await take(question, client)
            let encoder = CompletionEncoder(
                id: "chatcmpl-\(Self.identifier())",
                created: now,
                model: question.model,
                includesUsage: question.includesUsage
            )
            let headers = Self.headers(of: question)
            guard question.streams else { return try await whole(answer, headers, context) { try encoder.whole($0) } }
            return try EventBody.response(
                of: answer,
                headers: headers,
                opening: encoder.opening,
                lines: EncoderState(encoder).lines
            )
        }
        router.post("/v1/responses") { request, context in
            let client = try access.client(request)
            let question = try ProgramRequest(response: try await Answering.body(request, within: bodies))
            let (answer, now) = try await take(question, client)
            var encoder = ResponseEncoder(
                id: Self.identifier(),
                created: now,
                model: question.model
            )
            let headers = Self.headers(of: question)
            guard question.streams else { return try await whole(answer, headers, context) { try encoder.whole($0) } }
            let opening = encoder.opening()
            return try EventBody.response(
                of: answer,
                headers: headers,
                opening: opening,
                lines: EncoderState(encoder).lines
            )
        }
    }

    private static func model(_ assistant: ServedAssistant) -> JSONValue {
        ["id": .string(assistant.key), "object": "model", "created": 0, "owned_by": "assistantctl"]
    }

    private static func identifier() -> String { UUID().uuidString.lowercased().replacing("-", with: "") }

    private static func headers(of question: ProgramRequest) -> HTTPFields {
        question.ignored.isEmpty ? [:] : [.ignoredParameters: question.ignored.joined(separator: ", ")]
    }

    private func assistant(_ key: String, _ client: ClientAccess.Client) throws(ChatRefusal) -> ServedAssistant {
        guard let assistant = access.assistants(of: client, assistants).first(where: { $0.key == key }) else {
            throw ChatRefusal(
                404,
                "model_not_found",
                "The model '\(key.prefix(64))' does not exist.",
                parameter: "model"
            )
        }
        return assistant
    }

    private func take(
        _ question: ProgramRequest,
        _ client: ClientAccess.Client
    ) async throws -> (answer: RunningAnswer, now: Int64) {
        let asked = AnswerDesk.Question(
            assistant: try assistant(question.model, client),
            history: ChatHistory.messages(
                question.history,
                maximum: configuration.settings.answer.historyMessages
            ),
            text: question.text,
            pots: [client.pot],
            limits: [],
            turn: nil,
            asker: client.name
        )
        let taken = try await desk.take(runOn: Self.runOn) { _ in .success(asked) }
        guard case .running(let answer, let now) = taken else { throw ChatRefusal.unavailable }
        return (answer, now)
    }

    /// Waits for all of an answer, for as long as the client does.
    private func whole(
        _ answer: RunningAnswer,
        _ headers: HTTPFields,
        _ context: ChatContext,
        _ body: ([AnswerPiece]) throws -> JSONValue
    ) async throws -> Response {
        let listener = try answer.listen()
        // A connection that is kept outlives many answers: it holds none that is over.
        let departure = Departure(from: answer, listener.number)
        defer { departure.happen() }
        context.channel.closeFuture.whenComplete { _ in departure.happen() }
        for await _ in listener.knocks {}
        return Answering.json(try body(answer.pieces), headers: headers)
    }
}

/// Makes lines of a stream from pieces.
protocol PieceEncoder: Sendable {
    mutating func lines(of piece: AnswerPiece) -> [String]
}
