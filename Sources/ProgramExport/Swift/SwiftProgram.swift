/// Programs of one file with Foundation only, which compile on Linux too.
struct SwiftProgram {
    let program: ExportedProgram

    static let syntax = ValueSyntax.swift

    var source: String {
        let parts: [String?]
        switch program.task {
        case .ask(let source):
            parts = [heading, imports, settings, definition, functions, ask(source), main, Self.json, send]
        case .provision(let provision):
            parts = [heading, imports, settings, files(provision), instructions, steps(provision), Self.json, send]
        }
        return parts.compactMap(\.self).joined(separator: "\n\n") + "\n"
    }

    private var heading: String { CommentText.text(program.heading(.swift), mark: "//") }

    private var imports: String {
        """
        import Foundation

        #if canImport(FoundationNetworking)
        import FoundationNetworking
        #endif
        """
    }

    private var settings: String {
        let account = program.account
        let url = SwiftLiteral.string(account.baseURL)
        var lines = ["let variables = ProcessInfo.processInfo.environment"]
        lines.append("let baseURL = " + (account.isBaseURLFixed ? url : "variables[\"OPENAI_BASE_URL\"] ?? \(url)"))
        if case .ask(.assistant(let id)) = program.task {
            lines.append("let assistantID = \(SwiftLiteral.string(id))")
        }
        return lines.joined(separator: "\n")
    }

    private var instructions: String? {
        program.instructions.map { text in
            let literal = text.contains("\n") ? SwiftLiteral.lines(text) : SwiftLiteral.string(text)
            return "let instructions = \(literal)"
        }
    }

    private var definition: String? {
        guard let value = program.definition(ProgramNames(instructions: ".string(instructions)")) else { return nil }
        let request = """
            /// What goes with every question.
            let request: JSON = \(Self.syntax.text(value, column: 20))
            """
        return [instructions, request].compactMap(\.self).joined(separator: "\n\n")
    }

    private var functions: String? {
        guard !program.functions.isEmpty else { return nil }
        let cases = program.functions.map { function in
            """
                case \(SwiftLiteral.string(function.name)):
            \(CommentText.text(function.comment, mark: "//", indent: 8))
                    return ["error": "this function has no code yet"]
            """
        }
        return """
            /// Runs a function for the model: what is returned goes back to it.
            func callFunction(_ name: String, _ arguments: JSON) async throws -> JSON {
                switch name {
                // Your code belongs here.
            \(cases.joined(separator: "\n"))
                default:
                    return ["error": .string("there is no function \\(name)")]
                }
            }
            """
    }

    private func ask(_ source: ExportedProgram.AnswerSource) -> String {
        switch source {
        case .responses(_, let include): askResponses(include)
        case .assistant: askThread
        }
    }

    private func askResponses(_ include: [String]) -> String {
        let list =
            include.isEmpty
            ? "" : "\n        \"include\": [\(include.map(SwiftLiteral.string).joined(separator: ", "))],"
        let approvals =
            !program.usesServers
            ? ""
            : #"""
                for item in response["output"].array where item["type"].string == "mcp_approval_request" {
                    let (server, tool) = (item["server_label"].string ?? "", item["name"].string ?? "")
                    throw Problem("\(server) may call \(tool) with an approval only")
                }

            """#
        let answer = #"""
            /// Asks with all items so far, prints the text of the answer and returns it whole. It is not streamed, because
            /// Foundation on Linux hands out an answer when it is complete.
            func answer(_ items: [JSON]) async throws -> JSON {
                // `store` says whether the answer stays on the account.
                let further: JSON = [
                    "input": .array(items), "store": false,\#(list)
                ]
                let response = try await send("POST", "/responses", request.adding(further))
                for item in response["output"].array where item["type"].string == "message" {
                    for part in item["content"].array { print(part["text"].string ?? part["refusal"].string ?? "") }
                }
            \#(approvals)\#
                switch response["status"].string {
                case "completed": return response
                case "incomplete":
                    throw Problem("the answer was cut: \(response["incomplete_details"]["reason"].string ?? "no reason")")
                default: throw Problem(response["error"]["message"].string ?? "the answer failed")
                }
            }
            """#
        guard !program.functions.isEmpty else {
            return answer + #"""


                func ask(_ question: String) async throws {
                    _ = try await answer([["role": "user", "content": .string(question)]])
                }
                """#
        }
        return answer + #"""


            /// Prints the answer to a question, and runs the functions that the model calls on its way.
            func ask(_ question: String) async throws {
                var items: [JSON] = [["role": "user", "content": .string(question)]]
                for _ in 0..<\#(program.functionRounds) {
                    let output = try await answer(items)["output"].array
                    let calls = output.filter { $0["type"].string == "function_call" }
                    if calls.isEmpty { return }
                    // Nothing is stored on the account, so that all items go back with what the functions returned.
                    items += output
                    for call in calls {
                        let arguments = try JSON(text: call["arguments"].string ?? "{}")
                        let result = try await callFunction(call["name"].string ?? "", arguments)
                        items.append([
                            "type": "function_call_output", "call_id": call["call_id"], "output": .string(result.text),
                        ])
                    }
                }
                throw Problem("the model asked for functions \#(program.functionRounds) times without an answer")
            }
            """#
    }

    private var askThread: String {
        let calls = #"""
                    for _ in 0..<\#(program.functionRounds) where run["status"].string == "requires_action" {
                        var outputs: [JSON] = []
                        for call in run["required_action"]["submit_tool_outputs"]["tool_calls"].array {
                            let arguments = try JSON(text: call["function"]["arguments"].string ?? "{}")
                            let result = try await callFunction(call["function"]["name"].string ?? "", arguments)
                            outputs.append(["tool_call_id": call["id"], "output": .string(result.text)])
                        }
                        let path = "/threads/\(thread)/runs/\(run["id"].string ?? "")/submit_tool_outputs"
                        run = try await ended(try await send("POST", path, ["tool_outputs": .array(outputs)]))
                    }

            """#
        return #"""
            /// Waits while the model works.
            func ended(_ run: JSON) async throws -> JSON {
                var run = run
                while ["queued", "in_progress", "cancelling"].contains(run["status"].string) {
                    try await Task.sleep(nanoseconds: 1_000_000_000)
                    run = try await send("GET", "/threads/\(run["thread_id"].string ?? "")/runs/\(run["id"].string ?? "")")
                }
                return run
            }

            /// Prints the answer to a question, in a thread that is deleted afterwards.
            func ask(_ question: String) async throws {
                let messages: JSON = [["role": "user", "content": .string(question)]]
                let thread = try await send("POST", "/threads", ["messages": messages])["id"].string ?? ""
                do {
                    try await answer(in: thread)
                } catch {
                    _ = try? await send("DELETE", "/threads/\(thread)")
                    throw error
                }
                _ = try await send("DELETE", "/threads/\(thread)")
            }

            func answer(in thread: String) async throws {
                var run = try await send("POST", "/threads/\(thread)/runs", ["assistant_id": .string(assistantID)])
                run = try await ended(run)
            \#(program.functions.isEmpty ? "" : calls.removingIndent(4))\#
                guard run["status"].string == "completed" else {
                    let reason = run["last_error"]["message"].string ?? "no reason"
                    throw Problem("the run ended as \(run["status"].string ?? ""): \(reason)")
                }
                let path = "/threads/\(thread)/messages?run_id=\(run["id"].string ?? "")&order=asc"
                for message in try await send("GET", path)["data"].array {
                    for part in message["content"].array where part["type"].string == "text" {
                        print(withoutMarks(part["text"]))
                    }
                }
            }

            /// The text without the marks of its citations; `annotations` says what they stand for.
            func withoutMarks(_ text: JSON) -> String {
                text["annotations"].array.reduce(text["value"].string ?? "") { value, annotation in
                    value.replacingOccurrences(of: annotation["text"].string ?? "", with: "")
                }
            }
            """#
    }

    private var main: String {
        let question = SwiftLiteral.string(ExportedProgram.question)
        return running("try await ask(CommandLine.arguments.count > 1 ? CommandLine.arguments[1] : \(question))")
    }

    func running(_ call: String) -> String {
        #"""
        do {
            \#(call)
        } catch {
            FileHandle.standardError.write(Data("error: \(error)\n".utf8))
            exit(1)
        }
        """#
    }

    private var send: String {
        let account = program.account
        func header(_ name: String, _ value: String?, _ variable: String) -> String {
            let value = value.map(SwiftLiteral.string) ?? "variables[\"\(variable)\"]"
            return "    message.setValue(\(value), forHTTPHeaderField: \"\(name)\")"
        }
        var headers = [
            header("OpenAI-Organization", account.organization, "OPENAI_ORG_ID"),
            header("OpenAI-Project", account.project, "OPENAI_PROJECT_ID"),
        ]
        if program.usesAssistants {
            headers.append("    message.setValue(\"assistants=v2\", forHTTPHeaderField: \"OpenAI-Beta\")")
        }
        let variable = account.keyVariable
        return #"""
            struct Problem: Error, CustomStringConvertible {
                var description: String

                init(_ description: String) { self.description = description }
            }

            /// Sends a request with JSON, or without a body.
            func send(_ method: String, _ path: String, _ json: JSON? = nil) async throws -> JSON {
                try await send(method, path, type: "application/json", body: json.map { Data($0.text.utf8) })
            }

            /// Sends a request. What the server calls an error is thrown in its own words.
            func send(_ method: String, _ path: String, type: String, body: Data?) async throws -> JSON {
                guard let key = variables[\#(SwiftLiteral.string(variable))], !key.isEmpty else {
                    throw Problem("the variable \#(variable) with the key of the account is not set")
                }
                guard let url = URL(string: baseURL + path) else { throw Problem("\(baseURL)\(path) is no URL") }
                var message = URLRequest(url: url)
                message.httpMethod = method
                // Models take their time.
                message.timeoutInterval = 600
                message.setValue("Bearer \(key)", forHTTPHeaderField: "Authorization")
            \#(headers.joined(separator: "\n"))
                if let body {
                    message.setValue(type, forHTTPHeaderField: "Content-Type")
                    message.httpBody = body
                }
                let (data, response) = try await URLSession.shared.data(for: message)
                let status = (response as? HTTPURLResponse)?.statusCode ?? 0
                let text = String(decoding: data, as: UTF8.self)
                guard (200..<300).contains(status) else {
                    let reason = (try? JSON(text: text))?["error"]["message"].string ?? text
                    throw Problem("\(method) \(path): \(reason) (\(status))")
                }
                return try JSON(text: text)
            }
            """#
    }
}

extension String {
    /// Without so many spaces at the start of each line.
    fileprivate func removingIndent(_ count: Int) -> String {
        linesByLineFeed.map { line in
            line.utf8.starts(with: repeatElement(UInt8(ascii: " "), count: count))
                ? String(line.dropFirst(count)) : line
        }.joined(separator: "\n")
    }
}
