import AssistantModel
import HTTPTypes
import Hummingbird
import NIOCore
import OrderedJSON
import Spending
import StateDatabase

/// What the page asks: visitors, their chats, and answers as the AI SDK's UI message stream.
struct ChatRoutes: Sendable {
    let configuration: ChatConfiguration
    let assistants: LiveAssistants
    let desk: AnswerDesk
    let store: any ChatStore
    let visitors: Visitors
    let bodies: BodyBudget
    private let reads = VisitorPlaces(most: ChatConfiguration.Limits.readsOfVisitor)
    private let asks = VisitorPlaces(most: ChatConfiguration.Limits.asksOfVisitor)
    private let pace: VisitorPace
    /// Answers that are no streams, until they were taken.
    private let unread = BodyBudget(bytes: ChatConfiguration.Limits.bodies)

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
        pace = VisitorPace(configuration.settings)
    }

    private var settings: ServeSettings { configuration.settings }

    func add(to router: Router<ChatContext>) {
        router.post("/api/visitor") { request, context in try await newVisitor(request, context) }
        router.get("/api/chats") { request, context in
            try await asVisitor(request, context, within: reads) { visit, _ in try await list(visit.visitor) }
        }
        router.post("/api/chat") { request, context in
            // Whether the visitor is forgotten is seen where the question is admitted.
            try await asVisitor(request, context, within: asks, looksForForgotten: false) {
                try await answer(request, $0, $1)
            }
        }
        router.get("/api/chat/:id") { request, context in
            try await asVisitor(request, context, within: reads) { visit, _ in
                try await show(try Self.identifier(context), visit.visitor)
            }
        }
        router.delete("/api/chat/:id") { request, context in
            try await asVisitor(request, context, within: asks) { visit, _ in
                let id = try Self.identifier(context)
                try await countChange(of: visit.visitor)
                try await desk.stop(id, visitor: visit.visitor)
                try await store.deleteChat(id, of: visit.visitor)
                return Answering.nothing
            }
        }
        router.get("/api/chat/:id/stream") { request, context in
            try await asVisitor(request, context, within: asks) { visit, _ in
                try await resume(try Self.identifier(context), visit)
            }
        }
        router.post("/api/chat/:id/stop") { request, context in
            try await asVisitor(request, context, within: asks) { visit, _ in
                try await desk.stop(try Self.identifier(context), visitor: visit.visitor)
                return Answering.nothing
            }
        }
        router.post("/api/chat/:id/rating") { request, context in
            try await asVisitor(request, context, within: asks) {
                try await rate(try Self.identifier(context), request, $0.visitor, $1)
            }
        }
    }

    /// Answers whoever the token says it is, with a newer token where it gets old, unless they ask for too much at a
    /// time, or too often.
    private func asVisitor(
        _ request: Request,
        _ context: ChatContext,
        within places: VisitorPlaces,
        looksForForgotten: Bool = true,
        _ answer: (Visitors.Visit, _ network: [UInt8]) async throws -> Response
    ) async throws -> Response {
        let visit = try await visitors.visit(token: request.headers[.visitorToken])
        let network = visitors.network(of: request, context)
        try pace.pass(visit.visitor, from: network, at: visit.now)
        guard let place = places.enter(visit.visitor) else { throw ChatRefusal.tooMany(until: 1) }
        if looksForForgotten, try await store.isForgotten(visit.visitor) { throw ChatRefusal.unauthorized }
        var response = try await answer(visit, network)
        if let token = visit.renewedToken { response.headers[.visitorToken] = token }
        let length = response.body.contentLength ?? 0
        pace.add(length, to: visit.visitor, from: network)
        guard unread.take(length, of: network) else { throw ChatRefusal.busy }
        place.whenLeft { [unread] in unread.giveBack(length, of: network) }
        return response.keeping(place, on: context.channel)
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
        let now = try await store.now()
        let network = visitors.network(of: request, context)
        try pace.pass(nil, from: network, at: now)
        let address = try await visitors.address(of: network, at: now)
        let limits = Self.limits("new", address, window: 3600, settings.addresses.newVisitorsPerHour)
        if let wait = try await store.count(limits) { throw ChatRefusal.tooMany(until: wait) }
        return Answering.json(["token": .string(try await visitors.newToken(at: now))])
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

    private func rate(
        _ chat: String,
        _ request: Request,
        _ visitor: String,
        _ network: [UInt8]
    ) async throws -> Response {
        let body = try await Answering.body(request, within: bodies, of: network)
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

    private func resume(_ chat: String, _ visit: Visitors.Visit) async throws -> Response {
        guard let answer = try await desk.runningAnswer(of: chat, visitor: visit.visitor), !answer.isEnded else {
            return Answering.nothing
        }
        return try Self.stream(answer, createdAt: visit.now)
    }

    private func answer(_ request: Request, _ visit: Visitors.Visit, _ network: [UInt8]) async throws -> Response {
        let post = try ChatPost(
            try await Answering.body(request, within: bodies, of: network),
            characters: settings.visitors.characters
        )
        let address = try await visitors.address(of: network, at: visit.now)
        let taken = try await desk.take(runOn: ChatConfiguration.Limits.runOn) {
            chats throws(SQLFailure) in
            let excerpt = try chats.excerpt(
                of: post.chat,
                visitor: visit.visitor,
                atMost: settings.answer.historyMessages,
                asking: post.asked
            )
            return Result { () throws(ChatRefusal) in
                try question(post, in: excerpt, visitor: visit.visitor, address: address)
            }
        }
        switch taken {
        case .running(let answer, let now): return try Self.stream(answer, createdAt: now)
        case .answered(let id):
            guard let message = try await store.message(id, in: post.chat, of: visit.visitor) else {
                throw ChatRefusal.notFound
            }
            return Self.replay(message)
        }
    }

    private func question(
        _ post: ChatPost,
        in chat: ChatExcerpt?,
        visitor: String,
        address: Visitors.Address
    ) throws(ChatRefusal) -> AnswerDesk.Question {
        let served = chat?.assistant ?? post.assistant ?? assistants.all.first?.key
        guard let assistant = served.flatMap({ assistants.assistant($0) }) else {
            throw assistants.all.isEmpty ? ChatRefusal.unavailable : ChatRefusal.notFound
        }
        let turn = try post.turn(in: chat, visitor: visitor, address: address.network, assistant: assistant.key)
        guard chat?.earlierCount ?? 0 < ChatConfiguration.Limits.messages else { throw ChatRefusal.full }
        return AnswerDesk.Question(
            assistant: assistant,
            history: ChatHistory.messages(chat?.earlier ?? [], maximum: settings.answer.historyMessages),
            text: turn.question.text,
            pots: pots(visitor: visitor, address: address),
            limits: limits(visitor: visitor, address: address),
            atATime: AnswersAtATime(
                ofVisitor: ChatConfiguration.Limits.answersOfVisitor,
                // No more than may be asked for in a minute.
                fromAddress: settings.addresses.messagesPerMinute
            ),
            turn: turn,
            asker: "visitor"
        )
    }

    private func pots(visitor: String, address: Visitors.Address) -> [Pot] {
        let perAddress = settings.addressPerDay?.dollars.picodollars
        let ofSite = address.site == nil ? nil : perAddress.map { $0 * 2 }
        // Neighbours are left as much as one address may keep.
        let neighbourhood = address.neighbourhood.map { Pot(name: "site/\($0)", limit: ofSite ?? .max, part: 2) }
        // What has no limit is counted all the same.
        let pots = [
            Pot(name: "visitors", limit: settings.budget.perDay?.dollars.picodollars ?? .max),
            Pot(name: "visitor/\(visitor)", limit: settings.visitorPerDay?.dollars.picodollars ?? .max),
            Pot(name: "address/\(address.network)", limit: perAddress ?? .max, part: 4),
        ]
        return pots + [neighbourhood].compactMap(\.self)
    }

    private func limits(visitor: String, address: Visitors.Address) -> [RateLimit] {
        [
            RateLimit(name: "minute/\(visitor)", window: 60, limit: settings.visitors.messagesPerMinute),
            RateLimit(name: "day/\(visitor)", window: Ledger.secondsOfDay, limit: settings.visitors.messagesPerDay),
        ] + Self.limits("address", address, window: 60, settings.addresses.messagesPerMinute, countsBusy: true)
    }

    /// A limit of an address, and one of its site.
    private static func limits(
        _ name: String,
        _ address: Visitors.Address,
        window: Int64,
        _ limit: Int,
        countsBusy: Bool = false
    ) -> [RateLimit] {
        let site = address.site.map { site in
            RateLimit(
                name: "\(name)/site/\(site)",
                window: window,
                limit: limit * ChatConfiguration.Limits.addressesOfSite,
                countsBusy: countsBusy
            )
        }
        let own = RateLimit(
            name: "\(name)/\(address.network)",
            window: window,
            limit: limit,
            countsBusy: countsBusy
        )
        return [own, site].compactMap(\.self)
    }

    // MARK: streams

    private static let streamHeaders: HTTPFields = [.uiMessageStream: "v1"]

    private static let done = "data: [DONE]\n\n"

    private static func stream(_ answer: RunningAnswer, createdAt: Int64) throws(ChatRefusal) -> Response {
        let encoder = EncoderBox(UIMessageEncoder(id: answer.id, createdAt: createdAt))
        return try EventBody.response(
            of: answer,
            headers: streamHeaders,
            opening: encoder.opening.map(UIMessages.line),
            lines: { piece in
                let lines = encoder.lines(of: piece)
                if case .end = piece { return lines + [done] }
                return lines
            }
        )
    }

    private static func replay(_ message: StoredMessage) -> Response {
        var headers = streamHeaders
        headers[.contentType] = "text/event-stream; charset=utf-8"
        headers[.cacheControl] = "private, no-store, no-transform"
        let text = UIMessages.chunks(of: message).map(UIMessages.line).joined() + done
        return Response(status: .ok, headers: headers, body: ResponseBody(byteBuffer: ByteBuffer(string: text)))
    }

    private static func identifier(_ context: ChatContext) throws(ChatRefusal) -> String {
        guard let id = context.parameters.get("id"), ChatPost.isIdentifier(id) else { throw ChatRefusal.notFound }
        return id
    }
}
