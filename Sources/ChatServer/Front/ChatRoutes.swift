import AssistantModel
import Conversation
import HTTPTypes
import Hummingbird
import NIOCore
import OrderedJSON
import Spending

/// What the page asks: visitors, their chats, and answers as the AI SDK's UI message stream.
struct ChatRoutes: Sendable {
    let configuration: ChatConfiguration
    let assistants: LiveAssistants
    let desk: AnswerDesk
    let store: any ChatStore
    let visitors: Visitors
    let bodies: BodyBudget
    private let reads = VisitorReads(most: ChatConfiguration.Limits.readsOfVisitor)
    private let posts = VisitorReads(most: ChatConfiguration.Limits.bodiesOfVisitor)

    init(
        configuration: ChatConfiguration,
        assistants: LiveAssistants,
        desk: AnswerDesk,
        store: any ChatStore,
        visitors: Visitors,
        bodies: BodyBudget
    ) {
        self.configuration = configuration
        self.assistants = assistants
        self.desk = desk
        self.store = store
        self.visitors = visitors
        self.bodies = bodies
    }

    private var settings: ServeSettings { configuration.settings }

    func add(to router: Router<ChatContext>) {
        router.post("/api/visitor") { request, context in try await newVisitor(request, context) }
        router.get("/api/chats") { request, _ in try await asVisitor(request) { try await read($0, list) } }
        router.post("/api/chat") { request, context in
            try await asVisitor(request) { try await answer(request, context, $0) }
        }
        router.get("/api/chat/:id") { request, context in
            try await asVisitor(request) { visitor in
                let id = try Self.identifier(context)
                return try await read(visitor) { try await show(id, $0) }
            }
        }
        router.delete("/api/chat/:id") { request, context in
            try await asVisitor(request) { visitor in
                let id = try Self.identifier(context)
                try await countChange(of: visitor)
                try await desk.stop(id, visitor: visitor)
                try await store.deleteChat(id, of: visitor)
                return Answering.nothing
            }
        }
        router.get("/api/chat/:id/stream") { request, context in
            try await asVisitor(request) { try await resume(try Self.identifier(context), $0) }
        }
        router.post("/api/chat/:id/stop") { request, context in
            try await asVisitor(request) { visitor in
                try await desk.stop(try Self.identifier(context), visitor: visitor)
                return Answering.nothing
            }
        }
        router.post("/api/chat/:id/rating") { request, context in
            try await asVisitor(request) { try await rate(request, context, $0) }
        }
    }

    /// Answers whoever the token says it is, with a newer token where it gets old.
    private func asVisitor(
        _ request: Request,
        _ answer: (_ visitor: String) async throws -> Response
    ) async throws -> Response {
        let visit = try await visitors.visit(token: request.headers[.visitorToken])
        var response = try await answer(visit.visitor)
        if let token = visit.renewedToken { response.headers[.visitorToken] = token }
        return response
    }

    /// Reads for a visitor who does not read too much at a time already.
    private func read(
        _ visitor: String,
        _ answer: (_ visitor: String) async throws -> Response
    ) async throws -> Response {
        guard reads.enter(visitor) else { throw ChatRefusal.tooMany(until: 1) }
        defer { reads.leave(visitor) }
        return try await answer(visitor)
    }

    /// The body of a visitor who does not send too many at a time already.
    private func body(_ request: Request, _ context: ChatContext, _ visitor: String) async throws -> JSONValue {
        guard posts.enter(visitor) else { throw ChatRefusal.tooMany(until: 1) }
        defer { posts.leave(visitor) }
        return try await Answering.body(request, within: bodies, of: visitors.network(of: request, context))
    }

    /// What is no message has a limit as well.
    private func countChange(of visitor: String) async throws {
        let limit = RateLimit(
            name: "change/\(visitor)",
            window: 60,
            limit: ChatConfiguration.Limits.changesOfVisitor
        )
        if let wait = try await store.count([limit]) { throw ChatRefusal.tooMany(until: wait) }
    }

    // MARK: visitors and chats

    private func newVisitor(_ request: Request, _ context: ChatContext) async throws -> Response {
        let address = try await visitors.address(request, context)
        let limits = Self.limits("new", address, window: 3600, settings.addresses.newVisitorsPerHour)
        if let wait = try await store.count(limits) { throw ChatRefusal.tooMany(until: wait) }
        return Answering.json(["token": .string(try await visitors.newToken())])
    }

    private func list(_ visitor: String) async throws -> Response {
        let chats = try await store.chats(of: visitor)
        return Answering.json([
            "chats": .array(
                chats.map { chat in
                    [
                        "id": .string(chat.id), "assistant": .string(chat.assistant), "title": .string(chat.title),
                        "updated_at": .integer(chat.updatedAt),
                    ]
                }
            )
        ])
    }

    private func show(_ id: String, _ visitor: String) async throws -> Response {
        guard let chat = try await store.chat(id, of: visitor) else { throw ChatRefusal.notFound }
        let running = try await store.openAnswer(of: chat.id, visitor: visitor)
        return Answering.json([
            "id": .string(chat.id), "assistant": .string(chat.assistant),
            "messages": .array(chat.messages.filter { $0.id != running }.map(UIMessages.message)),
            "running": .bool(running != nil),
        ])
    }

    private func rate(_ request: Request, _ context: ChatContext, _ visitor: String) async throws -> Response {
        let chat = try Self.identifier(context)
        let body = try await body(request, context, visitor)
        guard let message = body["messageId"]?.stringValue else { throw ChatRefusal.invalid("`messageId` is missing.") }
        let rating: String?
        switch body["rating"] {
        case .string(let word)? where ["up", "down"].contains(word): rating = word
        case .null?: rating = nil
        default: throw ChatRefusal.invalid("`rating` has to be up, down or null.")
        }
        let comment = body["comment"]?.stringValue
        guard comment?.unicodeScalars.count ?? 0 <= 2000 else {
            throw ChatRefusal(413, "too_long", "That is too long.")
        }
        try await countChange(of: visitor)
        guard try await store.rate(message, in: chat, of: visitor, rating: rating, comment: comment) else {
            throw ChatRefusal.notFound
        }
        return Answering.nothing
    }

    // MARK: answers

    private func resume(_ chat: String, _ visitor: String) async throws -> Response {
        guard let answer = try await desk.runningAnswer(of: chat, visitor: visitor), !answer.isEnded else {
            return Answering.nothing
        }
        return try Self.stream(answer, createdAt: try await store.now())
    }

    private func answer(_ request: Request, _ context: ChatContext, _ visitor: String) async throws -> Response {
        let post = try ChatPost(
            try await body(request, context, visitor),
            characters: settings.visitors.characters
        )
        let address = try await visitors.address(request, context)
        let chat = try await store.chat(post.chat, of: visitor)
        let served = chat.map(\.assistant) ?? post.assistant ?? assistants.all.first?.key
        guard let assistant = served.flatMap({ assistants.assistant($0) }) else {
            throw assistants.all.isEmpty ? ChatRefusal.unavailable : ChatRefusal.notFound
        }
        let turn = try turn(post, chat?.messages ?? [], visitor: visitor, assistant: assistant.key)
        let earlier = (chat?.messages ?? []).prefix { $0.id != turn.question.id }
        guard earlier.count < ChatConfiguration.Limits.messages else { throw ChatRefusal.full }
        let question = AnswerDesk.Question(
            assistant: assistant,
            history: ChatHistory.messages(earlier.map(Self.said), maximum: settings.answer.historyMessages),
            text: turn.question.text,
            pots: pots(visitor: visitor, address: address),
            limits: limits(visitor: visitor, address: address),
            atATime: [
                AnswersAtATime(pot: "visitor/\(visitor)", limit: ChatConfiguration.Limits.answersOfVisitor),
                // No more than may be asked for in a minute.
                AnswersAtATime(pot: "address/\(address.network)", limit: settings.addresses.messagesPerMinute),
            ],
            turn: turn,
            runOn: ChatConfiguration.Limits.runOn,
            asker: "visitor"
        )
        switch try await desk.take(question) {
        case .running(let answer): return try Self.stream(answer, createdAt: try await store.now())
        case .answered(let id):
            let chat = try await store.chat(post.chat, of: visitor)
            guard let message = chat?.messages.first(where: { $0.id == id }) else { throw ChatRefusal.notFound }
            return Self.replay(message)
        }
    }

    /// Of what the front end sent nothing counts but ids and the last text: what was said before is what the store has.
    private func turn(
        _ post: ChatPost,
        _ messages: [StoredMessage],
        visitor: String,
        assistant: String
    ) throws -> Admission.Turn {
        var replaces: String?
        let question: StoredMessage
        if post.isRegeneration {
            let answers = messages.filter { $0.role == "assistant" }
            let target = post.messageID.flatMap { id in answers.first { $0.id == id || $0.replaces == id } }
            guard let answer = post.messageID == nil ? answers.last : target,
                let asked = messages.first(where: { $0.id == answer.answers })
            else { throw ChatRefusal.notFound }
            question = asked
            replaces = post.messageID ?? answer.id
        } else {
            guard let text = post.text, let id = post.questionID else {
                throw ChatRefusal.invalid("The last message has no text.")
            }
            let known = messages.first { $0.id == id }
            if let edited = post.messageID, edited != id, messages.contains(where: { $0.id == edited }) {
                throw ChatRefusal.invalid("An edited message keeps its id.")
            }
            if let known, known.role != "user" || (known.text != text && post.messageID == nil) {
                throw ChatRefusal(409, "invalid_request", "There is another message of that id.")
            }
            question = StoredMessage(
                id: id,
                role: "user",
                text: text,
                parts: [["type": "text", "text": .string(text)]],
                createdAt: 0,
                state: "complete"
            )
        }
        return Admission.Turn(
            visitor: visitor,
            chat: post.chat,
            assistant: assistant,
            question: question,
            replaces: replaces
        )
    }

    private static func said(_ message: StoredMessage) -> SaidMessage {
        SaidMessage(role: message.role == "user" ? .user : .assistant, text: message.text)
    }

    private func pots(visitor: String, address: Visitors.Address) -> [Pot] {
        let perAddress = settings.addressPerDay?.dollars.picodollars
        let limits = [
            ("visitors", settings.budget.perDay?.dollars.picodollars),
            ("visitor/\(visitor)", settings.visitorPerDay?.dollars.picodollars),
            ("address/\(address.network)", perAddress),
        ]
        let site = address.site.map { ("site/\($0)", perAddress.map { $0 * 2 }) }
        // What has no limit is counted all the same.
        return (limits + [site].compactMap(\.self)).map { Pot(name: $0.0, limit: $0.1 ?? .max) }
    }

    private func limits(visitor: String, address: Visitors.Address) -> [RateLimit] {
        [
            RateLimit(name: "minute/\(visitor)", window: 60, limit: settings.visitors.messagesPerMinute),
            RateLimit(name: "day/\(visitor)", window: Ledger.secondsOfDay, limit: settings.visitors.messagesPerDay),
        ] + Self.limits("address", address, window: 60, settings.addresses.messagesPerMinute)
    }

    /// A limit of an address, and one of its site.
    private static func limits(
        _ name: String,
        _ address: Visitors.Address,
        window: Int64,
        _ limit: Int
    ) -> [RateLimit] {
        let site = address.site.map { site in
            RateLimit(
                name: "\(name)/site/\(site)",
                window: window,
                limit: limit * ChatConfiguration.Limits.addressesOfSite
            )
        }
        return [RateLimit(name: "\(name)/\(address.network)", window: window, limit: limit), site].compactMap(\.self)
    }

    // MARK: streams

    private static let streamHeaders: HTTPFields = [.uiMessageStream: "v1"]

    private static func line(_ chunk: JSONValue) -> String { "data: \(chunk.text)\n\n" }
    private static let done = "data: [DONE]\n\n"

    private static func stream(_ answer: RunningAnswer, createdAt: Int64) throws(ChatRefusal) -> Response {
        let encoder = EncoderBox(UIMessageEncoder(id: answer.id, createdAt: createdAt))
        return try EventBody.response(
            of: answer,
            headers: streamHeaders,
            opening: encoder.opening.map(line),
            lines: { piece in
                let lines = encoder.chunks(of: piece).map(line)
                if case .end = piece { return lines + [done] }
                return lines
            }
        )
    }

    private static func replay(_ message: StoredMessage) -> Response {
        var headers = streamHeaders
        headers[.contentType] = "text/event-stream; charset=utf-8"
        headers[.cacheControl] = "private, no-store, no-transform"
        let text = UIMessages.chunks(of: message).map(line).joined() + done
        return Response(status: .ok, headers: headers, body: ResponseBody(byteBuffer: ByteBuffer(string: text)))
    }

    private static func identifier(_ context: ChatContext) throws(ChatRefusal) -> String {
        guard let id = context.parameters.get("id"), ChatPost.isIdentifier(id) else { throw ChatRefusal.notFound }
        return id
    }
}
