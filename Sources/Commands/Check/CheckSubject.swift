import AssistantModel
import Checks
import Conversation
import Deployment
import ManifestLoading
import OpenAIAPI
import OrderedJSON
import Planning
import Synchronization

/// An assistant as it is asked.
struct CheckSubject: Sendable {
    /// Where its answers come from.
    enum Place: Sendable {
        /// The ready request of an api without objects.
        case request(JSONValue)
        /// The id of its object.
        case object(String)
    }

    let assistant: Assistant
    let client: any OpenAIClient
    let place: Place
    /// Of the files that it may cite, by their ids.
    let paths: [String: String]
    /// Nil where nothing is counted.
    let cost: CheckCost?
    /// What is kept of it beside its answers; nil where they are not kept.
    var definition: CheckedDefinition?

    /// What became of one run.
    struct Run: Sendable {
        /// Nil where there is no judgement: ``obstacle`` says why.
        var judgement: AnswerJudgement?
        var text = ""
        var obstacle: String?
        /// Of the answer and its judges; nil where it is not known.
        var cost: Dollars?
    }

    /// Asks a check once, in a conversation of its own, and judges the answer.
    func run(_ check: Check) async -> Run {
        let conversation = self.conversation()
        let functions = CannedFunctions(check.functions)
        let collection = Mutex(AnswerCollection())
        let result: Result<Answer, ConversationError>
        do throws(ConversationError) {
            result = .success(
                try await conversation.ask(check.question, calling: functions) { event in
                    collection.withLock { $0.add(event) }
                }
            )
        } catch {
            result = .failure(error)
        }
        // What a thread leaves is one more object on the account, no reason to forget an answer.
        try? await conversation.end()
        switch result {
        case .failure(let error) where error.code == .endlessCalls:
            let failure = AnswerJudgement.Failure(expectation: nil, reason: "the answer calls functions endlessly")
            var judgement = AnswerJudgement(of: CheckedAnswer(text: ""), by: check)
            judgement.failures = [failure]
            judgement.openCriteria = []
            return Run(judgement: judgement)
        case .failure(let error): return Run(obstacle: error.message)
        case .success(let end):
            let answer = collection.withLock { gathered in
                gathered.answer(endingWith: end.ending, functions: functions, path: path)
            }
            return await judged(answer, by: check, cost: cost?.cost(of: end.usage, check: check))
        }
    }

    private func judged(_ answer: CheckedAnswer, by check: Check, cost: Dollars?) async -> Run {
        var run = Run(judgement: AnswerJudgement(of: answer, by: check), text: answer.text, cost: cost)
        while let judgement = run.judgement, let open = judgement.openCriteria.first {
            guard case .judged(let criterion) = check.expectations[open].rule, let model = assistant.checksModel else {
                return run
            }
            let ruling: Judge.Ruling
            do throws(ConversationError) {
                ruling = try await Judge(client: client, model: model)
                    .ruling(question: check.question, answer: answer.text, criterion: criterion)
            } catch {
                return Run(text: answer.text, obstacle: "the judge could not be asked: \(error.message)")
            }
            for usage in ruling.usages {
                run.cost = run.cost.flatMap { sum in self.cost?.judgeCost(of: usage).map { sum + $0 } }
            }
            guard let verdict = ruling.verdict else {
                run.judgement = nil
                run.obstacle = "\(model) gave no verdict in the form that it was asked for"
                return run
            }
            run.judgement = judgement.judged(open, by: verdict)
        }
        return run
    }

    private func conversation() -> any AssistantConversation {
        switch place {
        case .request(let request): ResponsesConversation(client: client, request: request)
        case .object(let id): ThreadConversation(client: client, assistantID: id)
        }
    }

    private func path(of source: AnswerSource) -> String? {
        if let id = source.fileID, let path = paths[id] { return path }
        // A host that cites without ids: where the name tells.
        let named = Set(paths.values).filter { source.fileID == nil && ProjectFile.name(ofPath: $0) == source.name }
        return named.count == 1 ? named.first : nil
    }
}

extension AccountSession {
    /// The live assistants that checks are for.
    ///
    /// - Parameter hasCeiling: whether what they cost has to be bounded, and known.
    /// - Throws: ``DeploymentError`` for one that is not on the account, and ``CheckCost/Unbounded``.
    func subjects(of assistants: [Assistant], hasCeiling: Bool) async throws -> [CheckSubject] {
        let cites = assistants.contains { assistant in
            assistant.checks.contains { check in
                check.expectations.contains { if case .cites = $0.rule { true } else { false } }
            }
        }
        let live = cites ? try await reader().readEverything() : try await reader().readOverview()
        let release = await releases?.snapshot()?.document
        let deployed = DeployedAssistant.list(desired: project.desired, live: live, release: release)
        let members = live.vectorStores.flatMap { $0.members ?? [] }
        let paths = Dictionary(
            members.compactMap { member in member.path.map { (member.fileID, $0) } },
            uniquingKeysWith: { first, _ in first }
        )
        return try assistants.map { assistant in
            guard let found = deployed.first(where: { $0.key == assistant.key }),
                found.request != nil || found.id != nil
            else {
                throw DeploymentError(
                    .notDeployed,
                    .failedNothingChanged,
                    "the assistant \"\(assistant.key)\" is not on the account: run `assistantctl apply` first."
                )
            }
            var place: CheckSubject.Place = .object(found.id ?? assistant.key)
            var cost: CheckCost?
            if let request = found.request {
                place = .request(hasCeiling ? request.bounded : request)
                cost = try self.cost(of: assistant, request: request, isNeeded: hasCeiling)
            } else if hasCeiling {
                throw CheckCost.Unbounded(reason: "nothing bounds what a run costs on `api: assistants`")
            }
            return CheckSubject(
                assistant: assistant,
                client: client,
                place: place,
                paths: paths,
                cost: cost,
                definition: definition(of: assistant, as: found, live)
            )
        }
    }

    private func definition(
        of assistant: Assistant,
        as found: DeployedAssistant,
        _ live: LiveState
    ) -> CheckedDefinition {
        let store = live.vectorStores.first { $0.id == found.vectorStoreID }
        let object = LiveObjects(desired: project.desired, live: live).assistants[assistant.key]
        return CheckedDefinition(
            found.definition,
            // A store that is managed elsewhere has no digest of its files.
            knowledge: store?.record?.members ?? found.vectorStoreID,
            codeFiles: object?.record?.codeFiles.map { $0.path + $0.content } ?? [],
            judge: assistant.checks.contains { !$0.criteria.isEmpty } ? assistant.checksModel : nil
        )
    }

    private func cost(
        of assistant: Assistant,
        request: JSONValue,
        isNeeded: Bool
    ) throws(CheckCost.Unbounded) -> CheckCost? {
        let base = project.desired.knowledgeBases.first { $0.key == assistant.knowledge }
        do throws(CheckCost.Unbounded) {
            return try CheckCost(
                of: assistant,
                request: request,
                chunkTokens: base?.chunking.maxChunkSizeTokens,
                catalogue: project.settings.catalogue
            )
        } catch {
            if isNeeded { throw error }
            return nil
        }
    }
}

extension JSONValue {
    /// A request whose answer has an end that can be paid for.
    fileprivate var bounded: JSONValue {
        guard case .object(var members) = self else { return self }
        members["max_output_tokens"] = .integer(CheckCost.outputTokens)
        members["max_tool_calls"] = .integer(CheckCost.toolCalls)
        return .object(members)
    }
}
