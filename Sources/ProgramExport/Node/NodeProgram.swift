/// Programs for Node without any package: `fetch` is built in.
struct NodeProgram {
    let program: ExportedProgram

    static let syntax = ValueSyntax.javaScript

    var source: String {
        let parts: [String?]
        switch program.task {
        case .ask(let source): parts = [heading, settings, send, definition, functions, ask(source), main]
        case .provision(let provision):
            parts = [heading, imports(provision), settings, send, files(provision), instructions, steps(provision)]
        }
        return parts.compactMap(\.self).joined(separator: "\n\n") + "\n"
    }

    private var heading: String { CommentText.text(program.heading(.node), mark: "//") }

    private func imports(_ provision: Provision) -> String? {
        guard provision.hasFiles else { return nil }
        return """
            import { access, readFile } from "node:fs/promises";
            import { basename, join } from "node:path";
            """
    }

    private var settings: String {
        let account = program.account
        let url = JavaScriptLiteral.string(account.baseURL)
        var lines = [
            "const BASE_URL = " + (account.isBaseURLFixed ? url : "process.env.OPENAI_BASE_URL || \(url)") + ";",
            "const API_KEY = process.env[\(JavaScriptLiteral.string(account.keyVariable))];",
        ]
        func header(_ name: String, _ value: String?, _ variable: String) -> String {
            guard let value else {
                return "  ...(process.env.\(variable) ? { \"\(name)\": process.env.\(variable) } : {}),"
            }
            return "  \"\(name)\": \(JavaScriptLiteral.string(value)),"
        }
        var headers = [
            "  Authorization: `Bearer ${API_KEY}`,",
            header("OpenAI-Organization", account.organization, "OPENAI_ORG_ID"),
            header("OpenAI-Project", account.project, "OPENAI_PROJECT_ID"),
        ]
        if program.usesAssistants { headers.append("  \"OpenAI-Beta\": \"assistants=v2\",") }
        lines += ["const HEADERS = {"] + headers + ["};"]
        if case .ask(.assistant(let id)) = program.task {
            lines.append("const ASSISTANT_ID = \(JavaScriptLiteral.string(id));")
        }
        return lines.joined(separator: "\n")
    }

    private var send: String {
        #"""
        // Sends a request. What the server calls an error is thrown in its own words.
        async function send(method, path, { json, form } = {}) {
          const response = await fetch(BASE_URL + path, {
            method,
            headers: json ? { ...HEADERS, "Content-Type": "application/json" } : HEADERS,
            body: json ? JSON.stringify(json) : form,
          });
          if (response.ok) return response;
          const text = await response.text();
          let message = text;
          try {
            message = JSON.parse(text).error.message;
          } catch {
            // Not the server's own form: its words as they came.
          }
          throw new Error(`${method} ${path}: ${message} (${response.status})`);
        }
        """#
    }

    private var instructions: String? {
        program.instructions.map { text in
            let literal = text.contains("\n") ? JavaScriptLiteral.lines(text) : JavaScriptLiteral.string(text)
            return "const INSTRUCTIONS = \(literal);"
        }
    }

    private var definition: String? {
        guard let value = program.definition(ProgramNames(instructions: "INSTRUCTIONS")) else { return nil }
        let request = """
            // What goes with every question.
            const REQUEST = \(Self.syntax.text(value, column: 16));
            """
        return [instructions, request].compactMap(\.self).joined(separator: "\n\n")
    }

    private var functions: String? {
        guard !program.functions.isEmpty else { return nil }
        let cases = program.functions.map { function in
            """
                case \(JavaScriptLiteral.string(function.name)):
            \(CommentText.text(function.comment, mark: "//", indent: 6))
                  return { error: "this function has no code yet" };
            """
        }
        return """
            // Runs a function for the model: what is returned goes back to it as JSON.
            async function callFunction(name, argumentsOfCall) {
              switch (name) {
                // Your code belongs here.
            \(cases.joined(separator: "\n"))
                default:
                  return { error: `there is no function ${name}` };
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
            include.isEmpty ? "" : ", include: [\(include.map(JavaScriptLiteral.string).joined(separator: ", "))]"
        let approvals =
            !program.usesServers
            ? ""
            : #"""

                    for (const item of event.response.output) {
                      if (item.type !== "mcp_approval_request") continue;
                      throw new Error(`${item.server_label} may call ${item.name} with an approval only`);
                    }
            """#
        let answer = #"""
            // The events of an answer that comes piece by piece.
            async function* events(response) {
              let rest = "";
              for await (const text of response.body.pipeThrough(new TextDecoderStream())) {
                const lines = (rest + text).split(/\r?\n/);
                rest = lines.pop();
                for (const line of lines) {
                  if (line.startsWith("data: {")) yield JSON.parse(line.slice("data: ".length));
                }
              }
            }

            // Prints an answer while it comes, and returns the finished response.
            async function answer(items) {
              // `store` says whether the answer stays on the account.
              const json = { ...REQUEST, input: items, store: false\#(list), stream: true };
              for await (const event of events(await send("POST", "/responses", { json }))) {
                switch (event.type) {
                  case "response.output_text.delta":
                  case "response.refusal.delta":
                    process.stdout.write(event.delta);
                    break;
                  case "response.completed":\#(approvals)
                    return event.response;
                  case "response.incomplete":
                    throw new Error(`the answer was cut: ${event.response.incomplete_details?.reason}`);
                  case "response.failed":
                    throw new Error(event.response.error?.message);
                  case "error":
                    throw new Error(event.message ?? event.error?.message);
                }
              }
              throw new Error("the answer ended before it was complete");
            }
            """#
        guard !program.functions.isEmpty else {
            return answer + #"""


                async function ask(question) {
                  await answer([{ role: "user", content: question }]);
                  console.log();
                }
                """#
        }
        return answer + #"""


            // Prints the answer to a question, and runs the functions that the model calls on its way.
            async function ask(question) {
              const items = [{ role: "user", content: question }];
              for (let round = 0; round < \#(program.functionRounds); round++) {
                const response = await answer(items);
                const calls = response.output.filter((item) => item.type === "function_call");
                if (calls.length === 0) {
                  console.log();
                  return;
                }
                // Nothing is stored on the account, so that all items go back with what the functions returned.
                items.push(...response.output);
                for (const call of calls) {
                  const output = await callFunction(call.name, JSON.parse(call.arguments));
                  items.push({ type: "function_call_output", call_id: call.call_id, output: JSON.stringify(output) });
                }
              }
              throw new Error("the model asked for functions \#(program.functionRounds) times without an answer");
            }
            """#
    }

    private var askThread: String {
        let calls = #"""
                for (let round = 0; run.status === "requires_action" && round < \#(program.functionRounds); round++) {
                  const outputs = [];
                  for (const call of run.required_action.submit_tool_outputs.tool_calls) {
                    const output = await callFunction(call.function.name, JSON.parse(call.function.arguments));
                    outputs.push({ tool_call_id: call.id, output: JSON.stringify(output) });
                  }
                  const path = `/threads/${thread.id}/runs/${run.id}/submit_tool_outputs`;
                  run = await ended(await (await send("POST", path, { json: { tool_outputs: outputs } })).json());
                }

            """#
        return #"""
            // Waits while the model works.
            async function ended(run) {
              while (["queued", "in_progress", "cancelling"].includes(run.status)) {
                await new Promise((resolve) => setTimeout(resolve, 1000));
                run = await (await send("GET", `/threads/${run.thread_id}/runs/${run.id}`)).json();
              }
              return run;
            }

            // The text without the marks of its citations; `annotations` says what they stand for.
            function withoutMarks(text) {
              return text.annotations.reduce((value, annotation) => value.replaceAll(annotation.text, ""), text.value);
            }

            // Prints the answer to a question, in a thread that is deleted afterwards.
            async function ask(question) {
              const messages = [{ role: "user", content: question }];
              const thread = await (await send("POST", "/threads", { json: { messages } })).json();
              try {
                const json = { assistant_id: ASSISTANT_ID };
                let run = await ended(await (await send("POST", `/threads/${thread.id}/runs`, { json })).json());
            \#(program.functions.isEmpty ? "" : calls)\#
                if (run.status !== "completed") {
                  throw new Error(`the run ended as ${run.status}: ${run.last_error?.message ?? "no reason"}`);
                }
                const path = `/threads/${thread.id}/messages?run_id=${run.id}&order=asc`;
                for (const message of (await (await send("GET", path)).json()).data) {
                  for (const part of message.content) {
                    if (part.type === "text") console.log(withoutMarks(part.text));
                  }
                }
              } finally {
                await send("DELETE", `/threads/${thread.id}`);
              }
            }
            """#
    }

    private var main: String {
        let question = JavaScriptLiteral.string(ExportedProgram.question)
        return running("await ask(process.argv[2] ?? \(question));")
    }

    func running(_ call: String) -> String {
        #"""
        try {
          if (!API_KEY) throw new Error("the variable \#(program.account.keyVariable) with the key of the account is not set");
          \#(call)
        } catch (error) {
          console.error(`error: ${error.message}${error.cause ? ` (${error.cause.code ?? error.cause.message})` : ""}`);
          process.exitCode = 1;
        }
        """#
    }
}
