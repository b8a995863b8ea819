import AssistantModel
import OpenAIAPI
import OrderedJSON

/// A conversation through a thread and runs of the Assistants API. The thread is made with the first question.
package actor ThreadConversation: AssistantConversation {
    private let client: any OpenAIClient
    private let assistantID: String
    private let definition: JSONObject
    private let isStored: Bool
    private let messages: [SaidMessage]
    private let bounds: AnswerBounds?
    private let onThread: @Sendable (String) async throws(ConversationError) -> Void
    private var threadID: String?
    private var fileNames: [String: String?] = [:]
    /// The stores that files are looked for in, where passages are shown.
    private let storeIDs: [String]
    private let showsPassages: Bool
    private var paths: [String: String?] = [:]

    /// - Parameters:
    ///   - definition: what every run says of model, instructions, tools and format itself; empty for whatever the
    ///     assistant says by then.
    ///   - isStored: whether the thread stays on the account.
    ///   - saying: what was said before, elsewhere.
    ///   - bounds: of every answer; nil for none but the server's.
    ///   - showsPassages: whether what file search finds is asked for, and where it lies in the project.
    ///   - storeIDs: where the assistant's files are attached, with the marks of their project.
    ///   - onThread: is told of the thread before a run begins on it: whoever keeps its id can delete it later. Where it
    ///     throws, nothing runs.
    package init(
        client: any OpenAIClient,
        assistantID: String,
        definition: JSONObject = [:],
        isStored: Bool = false,
        saying messages: [SaidMessage] = [],
        bounds: AnswerBounds? = nil,
        showsPassages: Bool = false,
        storeIDs: [String] = [],
        onThread: @escaping @Sendable (String) async throws(ConversationError) -> Void = { _ in }
    ) {
        self.client = client
        self.assistantID = assistantID
        self.definition = definition
        self.isStored = isStored
        self.messages = messages
        self.bounds = bounds
        self.showsPassages = showsPassages
        self.storeIDs = storeIDs
        self.onThread = onThread
    }

    package func ask(
        _ question: String,
        calling functions: any FunctionRunner,
        show: @Sendable (AnswerEvent) -> Void
    ) async throws(ConversationError) -> Answer {
        var run = RunInProgress()
        do throws(ConversationError) {
            let thread = try await thread(saying: question)
            var outputs: [ToolOutput]?
            for round in 0...(bounds?.functionRounds ?? FunctionRounds.maximum) {
                let ended = try await follow(&run, on: thread, submitting: outputs, show)
                guard ended.status == .requiresAction else { return try answer(ended, run) }
                let isLast = round == bounds?.functionRounds
                outputs = isLast ? nil : try await functions.outputs(of: ended.requiredCalls, show: show)
                guard outputs != nil else {
                    await cancel(run)
                    var answer = try answer(ended, run)
                    answer.ending = .openCalls(ended.requiredCalls)
                    return answer
                }
            }
            throw FunctionRounds.exceeded
        } catch {
            await cancel(run)
            throw error
        }
    }

    /// Deletes the thread unless it stays.
    package func end() async throws(ConversationError) {
        guard let id = threadID, !isStored else { return }
        threadID = nil
        do throws(APIError) {
            _ = try await client.deleteThread(id)
        } catch {
            throw ConversationError(error)
        }
    }

    private func thread(saying question: String) async throws(ConversationError) -> String {
        let known = threadID
        do throws(APIError) {
            if known == nil { threadID = try await client.createThread(saying: threadMessages).id }
        } catch {
            throw ConversationError(error)
        }
        guard let id = threadID else {
            throw ConversationError(.request, "the thread was deleted meanwhile: ask again.")
        }
        if known == nil { try await onThread(id) }
        do throws(APIError) {
            try await client.addUserMessage(question, to: id)
            return id
        } catch {
            throw ConversationError(error)
        }
    }

    private var threadMessages: [JSONValue] {
        messages.map { ["role": .string($0.role.rawValue), "content": .string($0.text)] }
    }

    /// Reads one stream of the run to its end.
    private func follow(
        _ run: inout RunInProgress,
        on threadID: String,
        submitting outputs: [ToolOutput]?,
        _ show: @Sendable (AnswerEvent) -> Void
    ) async throws(ConversationError) -> RunObject {
        do throws(APIError) {
            let events =
                if let outputs, let id = run.id {
                    try await client.streamRun(id, in: threadID, submitting: outputs)
                } else {
                    try await client.streamRun(
                        of: assistantID,
                        in: threadID,
                        as: definition,
                        outputTokens: bounds?.outputTokens,
                        promptTokens: bounds?.readTokens,
                        includesPassages: showsPassages
                    )
                }
            for try await event in events {
                switch event {
                case .created(let created): run.id = created.id
                case .messageDelta(let pieces):
                    for piece in pieces { await self.show(piece, &run, show) }
                case .messageCompleted(let message): run.messages.append(message)
                case .toolCalls(let code, let searches):
                    for call in code { show(.codeInterpreterCall(call)) }
                    for call in searches { show(.fileSearchCall(call)) }
                case .ended(let ended):
                    run.id = ended.id
                    return ended
                case .other: continue
                }
            }
            throw APIError(.truncatedAnswer, "the stream ended before the answer was complete")
        } catch {
            throw ConversationError(error)
        }
    }

    private func answer(_ ended: RunObject, _ run: RunInProgress) throws(ConversationError) -> Answer {
        var json = ended.json.objectValue ?? [:]
        json["messages"] = .array(run.messages)
        var answer = Answer(ending: .complete, usage: ended.usage, json: .object(json))
        answer.usages = ended.usage.map { [$0] }
        if isStored { answer.storedID = threadID }
        switch ended.status {
        case .incomplete: answer.ending = .incomplete(reason: ended.incompleteReason)
        case .cancelled, .expired:
            throw ConversationError(
                .request,
                "the run \(ended.id) ended as \(ended.status.rawValue) before it had answered: ask again."
            )
        default: if run.isRefused { answer.ending = .refused }
        }
        return answer
    }

    /// Text without its marks: each becomes a citation where it stood.
    private func show(
        _ piece: MessagePiece,
        _ run: inout RunInProgress,
        _ show: @Sendable (AnswerEvent) -> Void
    ) async {
        switch piece {
        case .text(let text, let annotations):
            var rest = text[...]
            for annotation in annotations {
                if !annotation.mark.isEmpty, let place = rest.firstRange(of: annotation.mark) {
                    if place.lowerBound > rest.startIndex { show(.text(String(rest[..<place.lowerBound]))) }
                    rest = rest[place.upperBound...]
                }
                guard let id = annotation.fileID else { continue }
                show(.citation(AnswerSource(fileID: id, name: await fileName(of: id), path: await path(of: id))))
            }
            if !rest.isEmpty { show(.text(String(rest))) }
        case .refusal(let text):
            run.isRefused = true
            show(.refusal(text))
        case .other: break
        }
    }

    /// Nil when the server does not tell: the file may be gone by now, and then its id has to do.
    private func fileName(of id: String) async -> String? {
        if let known = fileNames[id] { return known }
        let name = try? await client.retrieveFile(id).filename
        fileNames[id] = .some(name)
        return name
    }

    /// Where a file lies in its project; nil where nobody is to know, or its store does not tell.
    private func path(of id: String) async -> String? {
        guard showsPassages else { return nil }
        if let known = paths[id] { return known }
        var path: String?
        for store in storeIDs where path == nil {
            let member = try? await client.retrieveVectorStoreFile(id, in: store)
            if case .string(let text)? = member?.attributes[ProjectFile.pathAttribute] { path = text }
        }
        paths[id] = .some(path)
        return path
    }

    /// Best effort: where it fails, the run's own expiry frees the thread.
    private func cancel(_ run: RunInProgress) async {
        guard let thread = threadID, let id = run.id else { return }
        try? await client.cancelRun(id, in: thread)
    }
}

/// What is known of a run while it goes on.
private struct RunInProgress {
    var id: String?
    /// Finished messages as the server keeps them.
    var messages: [JSONValue] = []
    var isRefused = false
}
