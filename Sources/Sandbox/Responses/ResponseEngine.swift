import GRDB
import OrderedJSON

/// Makes responses. There is no language model: an answer is what retrieval finds, what functions returned, or a value
/// that fits the schema asked for.
struct ResponseEngine {
    private static let interpreterWords = [
        "calculate", "compute", "python", "csv", "plot", "chart", "average", "spreadsheet", "code interpreter",
    ]
    private static let interpreterNote = "The sandbox runs no code."

    let services: SandboxServices
    let account: String

    /// - Returns: the finished response, with everything that `include` can ask for.
    func respond(_ body: JSONValue) async throws -> JSONValue {
        let (engine, now) = (self, services.now)
        let (finished, delay) = try await services.database.write { db in
            let context = try ResponseContext.items(for: body, engine.account, db)
            let identifier = engine.services.identifier
            let items = try ResponseItems(context: context, input: body.present("input"), newIdentifier: identifier)
            try Self.checkInput(body, items)
            let response = ResponseEcho.object(body, id: identifier("resp_"), now: Int(now))
            let tools = ResponseTools(response)
            try tools.check(engine.account, at: now, db)
            let outputs = try items.outputs()
            var (output, answer) =
                outputs.isEmpty
                ? try engine.output(to: items.question, response, tools, now: now, db)
                : engine.output(from: outputs, items.question, response)
            var delay: Duration?
            if let right = answer, ["text", nil].contains(response["text"]?["format"]?["type"]?.stringValue),
                let spoil = engine.services.faults.spoilsAnswer()
            {
                if case .late(let milliseconds) = spoil { delay = .milliseconds(milliseconds) }
                let spoilt = right.spoilt(by: spoil)
                output[output.count - 1] = engine.message(spoilt)
                answer = spoilt
            }
            let finished = Self.finished(response, output, answer, input: TokenEstimate.input(body, items), Int(now))
            try ResponseContext.keep(finished, items, engine.account, db)
            return (finished, delay)
        }
        if let delay { try await services.configuration.sleep(delay) }
        return finished
    }

    private static func checkInput(_ body: JSONValue, _ items: ResponseItems) throws(APIErrorResponse) {
        guard !items.all.isEmpty else {
            throw .badRequest(
                "One of \"input\" or \"previous_response_id\" or 'prompt' or 'conversation_id' must be provided.",
                parameter: "input",
                code: "missing_required_parameter"
            )
        }
        let texts = items.all.map(ResponseItems.text) + [body.present("instructions")?.stringValue ?? ""]
        guard
            body.present("text")?["format"]?["type"] != "json_object"
                || texts.contains(where: { $0.lowercased().contains("json") })
        else {
            throw .badRequest(
                "Response input messages must contain the word 'json' in some form to use 'text.format' of type "
                    + "'json_object'.",
                parameter: "input"
            )
        }
    }

    // MARK: output

    private func output(
        from outputs: [(name: String, output: String)],
        _ question: String,
        _ response: JSONValue
    ) -> ([JSONValue], ResponseAnswer) {
        let lines = outputs.map { "\($0.name): \($0.output)" }.joined(separator: "\n")
        let answer = fitted(ResponseAnswer(text: Extract.toolIntroduction + "\n\n" + lines), question, response)
        return ([message(answer)], answer)
    }

    private func output(
        to question: String,
        _ response: JSONValue,
        _ tools: ResponseTools,
        now: Double,
        _ db: Database
    ) throws -> ([JSONValue], ResponseAnswer?) {
        let functions = tools.functions(for: question)
        guard functions.isEmpty else { return (functions.map { call($0, question) }, nil) }
        var output: [JSONValue] = []
        var hits: [PassageSearch.Hit] = []
        if let tool = tools.first("file_search") {
            hits = try search(tool, question, now, db)
            output.append(searchCall(question, hits))
        }
        if let tool = tools.first("code_interpreter"), interprets(question, tools) {
            output.append(try interpreterCall(tool, db))
        }
        let answer = fitted(ResponseAnswer(hits, question: question), question, response)
        return (output + [message(answer)], answer)
    }

    private func fitted(_ answer: ResponseAnswer, _ question: String, _ response: JSONValue) -> ResponseAnswer {
        answer.formatted(response["text"]?["format"], for: question).limited(
            toTokens: response["max_output_tokens"]?.intValue
        )
    }

    private func message(_ answer: ResponseAnswer) -> JSONValue {
        [
            "id": .string(services.identifier("msg_")), "type": "message",
            "status": answer.isCut ? "incomplete" : "completed", "content": .array(answer.message),
            "role": "assistant",
        ]
    }

    private func call(_ function: JSONValue, _ question: String) -> JSONValue {
        [
            "id": .string(services.identifier("fc_")), "type": "function_call", "status": "completed",
            "arguments": .string(SampleValue.arguments(function, from: question).text),
            "call_id": .string(services.identifier("call_")), "name": function["name"] ?? .null,
        ]
    }

    private func search(
        _ tool: JSONValue,
        _ question: String,
        _ now: Double,
        _ db: Database
    ) throws -> [PassageSearch.Hit] {
        let storeIDs = try VectorStoreRecord.usable(tool["vector_store_ids"]?.strings ?? [], at: now, db)
        let filter = tool.present("filters").map(SearchFilter.init)
        let fileIDs = try filter.map { filter in
            try VectorStoreFileRecord.filter(storeIDs.contains(Column("storeID"))).fetchAll(db)
                .filter { filter.matches($0.attributes) }.map(\.fileID)
        }
        let hits = try PassageSearch(database: db, now: now).hits(question, in: storeIDs, fileIDs: fileIDs)
        let threshold = tool["ranking_options"]?["score_threshold"]?.doubleValue ?? 0
        let count = tool["max_num_results"]?.intValue ?? ResponseEcho.defaultResultCount
        return Array(hits.filter { $0.score >= threshold }.prefix(count))
    }

    private func searchCall(_ question: String, _ hits: [PassageSearch.Hit]) -> JSONValue {
        let results = hits.map { hit -> JSONValue in
            [
                "attributes": hit.attributes, "file_id": .string(hit.fileID), "filename": .string(hit.filename),
                "score": .number(hit.score), "text": .string(hit.text),
            ]
        }
        return [
            "id": .string(services.identifier("fs_")), "type": "file_search_call", "status": "completed",
            "queries": [.string(question)], "results": .array(results),
        ]
    }

    private func interprets(_ question: String, _ tools: ResponseTools) -> Bool {
        let lowered = question.lowercased()
        return tools.isForced("code_interpreter") || Self.interpreterWords.contains { lowered.contains($0) }
    }

    private func interpreterCall(_ tool: JSONValue, _ db: Database) throws -> JSONValue {
        let container =
            try tool["container"]?.stringValue
            ?? ContainerCreation(services: services, account: account)
            .automatic(tool["container"] ?? [:], db).id
        return [
            "id": .string(services.identifier("ci_")), "type": "code_interpreter_call", "status": "completed",
            "code": .string("# \(Self.interpreterNote)"), "container_id": .string(container),
            "outputs": [["type": "logs", "logs": .string(Self.interpreterNote)]],
        ]
    }

    // MARK: the end

    private static func finished(
        _ response: JSONValue,
        _ output: [JSONValue],
        _ answer: ResponseAnswer?,
        input: Int,
        _ now: Int
    ) -> JSONValue {
        let isCut = answer?.isCut == true
        let arguments = output.reduce(0) { $0 + ($1["arguments"]?.stringValue?.unicodeScalars.count ?? 0) }
        let tokens = (answer?.tokens ?? 0) + TokenEstimate.tokens(ofCharacters: arguments)
        return response.setting("status", to: isCut ? "incomplete" : "completed")
            .setting("completed_at", to: isCut ? .null : .integer(now))
            .setting("incomplete_details", to: isCut ? ["reason": "max_output_tokens"] : .null)
            .setting("output", to: .array(output))
            .setting("usage", to: TokenEstimate.usage(input: input, output: tokens))
    }
}
