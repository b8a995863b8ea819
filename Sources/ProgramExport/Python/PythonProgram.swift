/// Programs with the official `openai` package.
struct PythonProgram {
    let program: ExportedProgram

    static let syntax = ValueSyntax.python

    var source: String {
        let parts: [String?]
        switch program.task {
        case .ask(let source):
            parts = [heading, imports, client, definition, functions, ask(source), main]
        case .provision(let provision):
            parts = [heading, imports, client, files(provision), instructions, steps(provision)]
        }
        return parts.compactMap(\.self).joined(separator: "\n\n") + "\n"
    }

    private var heading: String { CommentText.text(program.heading(.python), mark: "#") }

    private var imports: String {
        var modules = ["os", "sys"]
        switch program.task {
        case .ask:
            if !program.functions.isEmpty { modules.append("json") }
        case .provision(let provision):
            if provision.result == .request { modules.append("json") }
            if provision.store?.files.isEmpty == false { modules.append("time") }
        }
        if program.usesAssistants { modules.append("warnings") }
        var lines = modules.sorted().map { "import \($0)" }
        if case .provision(let provision) = program.task, provision.hasFiles {
            lines.append("from pathlib import Path")
        }
        var text = lines.joined(separator: "\n") + "\n\nfrom openai import OpenAI, OpenAIError"
        if program.usesAssistants {
            text += """


                # The package calls these endpoints deprecated, because OpenAI's own host has shut them down.
                warnings.filterwarnings("ignore", category=DeprecationWarning)
                """
        }
        return text
    }

    private var client: String {
        let account = program.account
        let url = PythonLiteral.string(account.baseURL)
        var arguments = [
            "api_key=API_KEY",
            "base_url=" + (account.isBaseURLFixed ? url : "os.environ.get(\"OPENAI_BASE_URL\") or \(url)"),
        ]
        if let organization = account.organization {
            arguments.append("organization=\(PythonLiteral.string(organization))")
        }
        if let project = account.project { arguments.append("project=\(PythonLiteral.string(project))") }
        let variable = PythonLiteral.string(account.keyVariable)
        return """
            API_KEY = os.environ.get(\(variable))
            if not API_KEY:
                sys.exit("error: the variable \(account.keyVariable) with the key of the account is not set")

            client = OpenAI(
            \(arguments.map { "    \($0),\n" }.joined()))
            """
    }

    private var instructions: String? {
        program.instructions.map { text in
            let literal = text.contains("\n") ? PythonLiteral.lines(text) : PythonLiteral.string(text)
            return "INSTRUCTIONS = \(literal)"
        }
    }

    private var definition: String? {
        guard let value = program.definition(ProgramNames(instructions: "INSTRUCTIONS")) else {
            guard case .ask(.assistant(let id)) = program.task else { return nil }
            return "ASSISTANT_ID = \(PythonLiteral.string(id))"
        }
        let request = """
            # What goes with every question.
            REQUEST = \(Self.syntax.text(value, column: 10))
            """
        return [instructions, request].compactMap(\.self).joined(separator: "\n\n")
    }

    private var functions: String? {
        guard !program.functions.isEmpty else { return nil }
        let cases = program.functions.map { function in
            """
                    case \(PythonLiteral.string(function.name)):
            \(CommentText.text(function.comment, mark: "#", indent: 12))
                        return {"error": "this function has no code yet"}
            """
        }
        return """

            def call_function(name, arguments):
                \"""Run a function for the model: what is returned goes back to it as JSON.\"""
                match name:
                    # Your code belongs here.
            \(cases.joined(separator: "\n"))
                    case _:
                        return {"error": f"there is no function {name}"}
            """
    }

    private func ask(_ source: ExportedProgram.AnswerSource) -> String {
        switch source {
        case .responses(_, let include): askResponses(include)
        case .assistant: askThread
        }
    }

    private func askResponses(_ include: [String]) -> String {
        let list = include.isEmpty ? "" : ", include=[\(include.map(PythonLiteral.string).joined(separator: ", "))]"
        let approvals =
            !program.usesServers
            ? ""
            : #"""

                            for item in event.response.output:
                                if item.type == "mcp_approval_request":
                                    sys.exit(f"error: {item.server_label} may call {item.name} with an approval only")
            """#
        let answer = #"""

            def answer(items):
                """Print an answer while it comes, and return the finished response."""
                events = client.responses.create(
                    **REQUEST, input=items, store=False\#(list), stream=True
                )
                for event in events:
                    match event.type:
                        case "response.output_text.delta" | "response.refusal.delta":
                            print(event.delta, end="", flush=True)
                        case "response.completed":\#(approvals)
                            return event.response
                        case "response.incomplete":
                            print()
                            sys.exit(f"error: the answer was cut: {event.response.incomplete_details.reason}")
                        case "response.failed":
                            sys.exit(f"error: {event.response.error.message}")
                        case "error":
                            sys.exit(f"error: {event.message}")
                sys.exit("error: the answer ended before it was complete")
            """#
        guard !program.functions.isEmpty else {
            return answer + #"""



                def ask(question):
                    """Print the answer to a question."""
                    answer([{"role": "user", "content": question}])
                    print()
                """#
        }
        return answer + #"""



            def ask(question):
                """Print the answer to a question, and run the functions that the model calls on its way."""
                items = [{"role": "user", "content": question}]
                for _ in range(\#(program.functionRounds)):
                    response = answer(items)
                    calls = [item for item in response.output if item.type == "function_call"]
                    if not calls:
                        print()
                        return
                    # Nothing is stored on the account, so that all items go back with what the functions returned.
                    items += response.output
                    for call in calls:
                        output = call_function(call.name, json.loads(call.arguments))
                        items.append(
                            {"type": "function_call_output", "call_id": call.call_id, "output": json.dumps(output)}
                        )
                sys.exit("error: the model asked for functions \#(program.functionRounds) times without an answer")
            """#
    }

    private var askThread: String {
        let calls = #"""
                    for _ in range(\#(program.functionRounds)):
                        if run.status != "requires_action":
                            break
                        outputs = [
                            {
                                "tool_call_id": call.id,
                                "output": json.dumps(
                                    call_function(call.function.name, json.loads(call.function.arguments))
                                ),
                            }
                            for call in run.required_action.submit_tool_outputs.tool_calls
                        ]
                        run = client.beta.threads.runs.submit_tool_outputs_and_poll(
                            run_id=run.id, thread_id=thread.id, tool_outputs=outputs
                        )

            """#
        return #"""

            def ask(question):
                """Print the answer to a question, in a thread that is deleted afterwards."""
                thread = client.beta.threads.create(messages=[{"role": "user", "content": question}])
                try:
                    run = client.beta.threads.runs.create_and_poll(thread_id=thread.id, assistant_id=ASSISTANT_ID)
            \#(program.functions.isEmpty ? "" : calls)\#
                    if run.status != "completed":
                        reason = f": {run.last_error.message}" if run.last_error else ""
                        sys.exit(f"error: the run ended as {run.status}{reason}")
                    for message in client.beta.threads.messages.list(thread.id, run_id=run.id, order="asc"):
                        for part in message.content:
                            if part.type == "text":
                                print(without_marks(part.text))
                finally:
                    client.beta.threads.delete(thread.id)


            def without_marks(text):
                """Return a text without the marks of its citations; `text.annotations` says what they stand for."""
                value = text.value
                for annotation in text.annotations:
                    value = value.replace(annotation.text, "")
                return value
            """#
    }

    private var main: String {
        #"""

        if __name__ == "__main__":
            try:
                ask(sys.argv[1] if len(sys.argv) > 1 else \#(PythonLiteral.string(ExportedProgram.question)))
            except OpenAIError as error:
                sys.exit(f"error: {error}")
        """#
    }
}
