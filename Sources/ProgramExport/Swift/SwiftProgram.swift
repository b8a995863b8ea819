import OrderedJSON

/// Programs of one file with Foundation only, which compile on Linux too.
struct SwiftProgram {
    let program: ExportedProgram

    private static let syntax = ValueSyntax.swift

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

    private var usesAssistants: Bool {
        switch program.task {
        case .ask(.responses): false
        case .ask(.assistant): true
        case .provision(let provision): provision.result == .assistant
        }
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

    private func running(_ call: String) -> String {
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
        if usesAssistants {
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

    /// Foundation's own types forget the order of keys, which means something in the schemas of functions.
    private static let json = #"""
        /// JSON that keeps the order of keys as it is written here: a model fills in schemas in that order.
        indirect enum JSON: Decodable, Sendable {
            case null, bool(Bool), integer(Int64), number(Double), string(String), array([JSON]), object([(String, JSON)])

            init(text: String) throws { self = try JSONDecoder().decode(JSON.self, from: Data(text.utf8)) }

            init(from decoder: any Decoder) throws {
                let value = try decoder.singleValueContainer()
                if value.decodeNil() {
                    self = .null
                } else if let flag = try? value.decode(Bool.self) {
                    self = .bool(flag)
                } else if let integer = try? value.decode(Int64.self) {
                    self = .integer(integer)
                } else if let number = try? value.decode(Double.self) {
                    self = .number(number)
                } else if let string = try? value.decode(String.self) {
                    self = .string(string)
                } else if let array = try? value.decode([JSON].self) {
                    self = .array(array)
                } else {
                    self = .object(try value.decode([String: JSON].self).map { ($0.key, $0.value) })
                }
            }

            var text: String {
                switch self {
                case .null: "null"
                case .bool(let flag): flag ? "true" : "false"
                case .integer(let integer): "\(integer)"
                case .number(let number): "\(number)"
                case .string(let string): Self.quoted(string)
                case .array(let array): "[" + array.map(\.text).joined(separator: ",") + "]"
                case .object(let members):
                    "{" + members.map { Self.quoted($0.0) + ":" + $0.1.text }.joined(separator: ",") + "}"
                }
            }

            private static func quoted(_ string: String) -> String {
                var text = "\""
                for scalar in string.unicodeScalars {
                    switch scalar {
                    case "\"": text += "\\\""
                    case "\\": text += "\\\\"
                    case "\n": text += "\\n"
                    case "\u{0}"..<" ": text += "\\u" + String(0x10000 + scalar.value, radix: 16).dropFirst()
                    default: text.unicodeScalars.append(scalar)
                    }
                }
                return text + "\""
            }

            var string: String? { if case .string(let string) = self { string } else { nil } }
            var integer: Int64 { if case .integer(let integer) = self { integer } else { 0 } }
            var array: [JSON] { if case .array(let array) = self { array } else { [] } }

            subscript(key: String) -> JSON {
                if case .object(let members) = self { members.first { $0.0 == key }?.1 ?? .null } else { .null }
            }

            func adding(_ other: JSON) -> JSON {
                guard case .object(let members) = self, case .object(let further) = other else { return self }
                return .object(members + further)
            }
        }

        extension JSON: ExpressibleByNilLiteral, ExpressibleByBooleanLiteral, ExpressibleByIntegerLiteral,
            ExpressibleByFloatLiteral, ExpressibleByStringLiteral, ExpressibleByArrayLiteral, ExpressibleByDictionaryLiteral
        {
            init(nilLiteral: ()) { self = .null }
            init(booleanLiteral flag: Bool) { self = .bool(flag) }
            init(integerLiteral integer: Int64) { self = .integer(integer) }
            init(floatLiteral number: Double) { self = .number(number) }
            init(stringLiteral string: String) { self = .string(string) }
            init(arrayLiteral array: JSON...) { self = .array(array) }
            init(dictionaryLiteral members: (String, JSON)...) { self = .object(members) }
        }
        """#
}

extension SwiftProgram {
    private func files(_ provision: Provision) -> String? {
        guard provision.hasFiles else { return nil }
        var text = "let filesRoot = variables[\"FILES_ROOT\"] ?? \(SwiftLiteral.string(provision.filesRoot))"
        if let store = provision.store, !store.files.isEmpty {
            let entries = store.files.map { file in
                let attributes = Self.syntax.text(ProgramValue(.object(file.attributes)), depth: 1)
                return "    (\(SwiftLiteral.string(file.path)), \(attributes)),\n"
            }
            text += """


                /// The files that are searched, and what can be filtered by.
                let knowledge: [(path: String, attributes: JSON)] = [
                \(entries.joined())]
                """
        }
        if !provision.codeFiles.isEmpty {
            text += """


                /// The files of code interpreter.
                let codeFiles: [String] = [
                \(provision.codeFiles.map { "    \(SwiftLiteral.string($0)),\n" }.joined())]
                """
        }
        return text
    }

    private func steps(_ provision: Provision) -> String {
        var functions = [
            #"""
            /// Says on standard error what was made.
            func note(_ text: String) { FileHandle.standardError.write(Data((text + "\n").utf8)) }
            """#
        ]
        if provision.hasFiles {
            functions.append(
                #"""
                /// Uploads a file and returns its id.
                func upload(_ path: String) async throws -> String {
                    let url = URL(fileURLWithPath: filesRoot).appendingPathComponent(path)
                    let name = url.lastPathComponent.replacingOccurrences(of: "\"", with: "%22")
                    let boundary = "boundary-\(UUID().uuidString)"
                    var body = Data(
                        """
                        --\(boundary)\r
                        Content-Disposition: form-data; name="purpose"\r
                        \r
                        assistants\r
                        --\(boundary)\r
                        Content-Disposition: form-data; name="file"; filename="\(name)"\r
                        Content-Type: application/octet-stream\r
                        \r

                        """.utf8
                    )
                    body += try Data(contentsOf: url)
                    body += Data("\r\n--\(boundary)--\r\n".utf8)
                    let type = "multipart/form-data; boundary=\(boundary)"
                    let id = try await send("POST", "/files", type: type, body: body)["id"].string ?? ""
                    note("file \(id): \(path)")
                    return id
                }
                """#
            )
        }
        if let store = provision.store { functions.append(makeStore(store)) }
        functions.append(make(provision))
        functions.append(running("try await make()"))
        return functions.joined(separator: "\n\n")
    }

    private func makeStore(_ store: ProvisionedStore) -> String {
        let parameters = Self.syntax.text(ProgramValue(store.parameters), depth: 1, column: 28)
        let made = #"""
            /// Creates the vector store, and waits until every file can be searched.
            func makeStore() async throws -> String {
                let parameters: JSON = \#(parameters)
                let store = try await send("POST", "/vector_stores", parameters)["id"].string ?? ""
                note("vector store \(store)")
            """#
        guard !store.files.isEmpty else { return made + "\n    return store\n}" }
        let chunking = store.chunking.map { chunking in
            "\n            \"chunking_strategy\": \(Self.syntax.text(ProgramValue(chunking), depth: 3, column: 33)),"
        }
        return made + #"""

                for (path, attributes) in knowledge {
                    let member: JSON = [
                        "file_id": .string(try await upload(path)),
                        "attributes": attributes,\#(chunking ?? "")
                    ]
                    _ = try await send("POST", "/vector_stores/\(store)/files", member)
                }
                while true {
                    let counts = try await send("GET", "/vector_stores/\(store)")["file_counts"]
                    let completed = counts["completed"].integer
                    if completed == knowledge.count { return store }
                    if completed + counts["failed"].integer + counts["cancelled"].integer >= knowledge.count { break }
                    try await Task.sleep(nanoseconds: 1_000_000_000)
                }
                for file in try await send("GET", "/vector_stores/\(store)/files?filter=failed")["data"].array {
                    note("file \(file["id"].string ?? ""): \(file["last_error"]["message"].string ?? "")")
                }
                throw Problem("not every file could be read")
            }
            """#
    }

    private func make(_ provision: Provision) -> String {
        var lines: [String] = []
        if provision.hasFiles {
            let paths =
                (provision.store?.files.isEmpty == false ? ["knowledge.map(\\.path)"] : [])
                + (provision.codeFiles.isEmpty ? [] : ["codeFiles"])
            lines += [
                "for path in \(paths.joined(separator: " + ")) where !FileManager.default.fileExists(atPath: filesRoot + \"/\" + path) {",
                "    throw Problem(\"there is no file \\(filesRoot)/\\(path)\")",
                "}",
            ]
        }
        if provision.store != nil { lines.append("let storeID = try await makeStore()") }
        if !provision.codeFiles.isEmpty {
            lines += [
                "var codeFileIDs: [JSON] = []",
                "for path in codeFiles { codeFileIDs.append(.string(try await upload(path))) }",
            ]
        }
        let names = ProgramNames(
            instructions: ".string(instructions)",
            storeID: ".string(storeID)",
            codeFileIDs: ".array(codeFileIDs)"
        )
        let value = program.definition(names) ?? .object([])
        switch provision.result {
        case .request:
            lines += [
                "let request: JSON = \(Self.syntax.text(value, depth: 1, column: 24))",
                "print(request.text)",
            ]
        case .assistant:
            lines += [
                "let assistant: JSON = \(Self.syntax.text(value, depth: 1, column: 26))",
                "print(try await send(\"POST\", \"/assistants\", assistant)[\"id\"].string ?? \"\")",
            ]
        }
        return """
            func make() async throws {
            \(lines.map { "    \($0)" }.joined(separator: "\n"))
            }
            """
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
