/// Programs for bash, with curl and jq.
///
/// Nothing that may be long goes through the arguments of a command, of which systems take 128 KB: it goes through files
/// and standard input. The key is in no argument either, where other users of the machine could read it.
struct CurlProgram {
    let program: ExportedProgram

    var source: String {
        let parts: [String?]
        switch program.task {
        case .ask(let source): parts = [heading, settings, send, definition, functions, ask(source)]
        case .provision(let provision): parts = [heading, settings, send, definition, steps(provision)]
        }
        return parts.compactMap(\.self).joined(separator: "\n\n") + "\n"
    }

    private var heading: String {
        """
        #!/usr/bin/env bash
        \(CommentText.text(program.heading(.curl), mark: "#"))
        set -euo pipefail
        """
    }

    private var settings: String {
        let account = program.account
        let url = ShellLiteral.string(account.baseURL)
        var lines: [String] = []
        if account.isBaseURLFixed {
            lines.append("base_url=\(url)")
        } else {
            lines += ["base_url=${OPENAI_BASE_URL:-\(url)}", "base_url=${base_url%/}"]
        }
        lines.append(
            "key=${\(account.keyVariable):?the variable \(account.keyVariable) with the key of the account is not set}"
        )
        switch program.task {
        case .ask(let source):
            lines.append("question=${1:-\(ShellLiteral.string(ExportedProgram.question))}")
            if case .assistant(let id) = source { lines.append("assistant=\(ShellLiteral.string(id))") }
        case .provision(let provision):
            if provision.hasFiles {
                lines += [
                    "files_root=\(ShellLiteral.string(provision.filesRoot))", "files_root=${FILES_ROOT:-$files_root}",
                ]
            }
        }
        return lines.joined(separator: "\n")
    }

    private var send: String {
        func header(_ name: String, _ value: String?, _ variable: String) -> String {
            if let value { return "    printf '%s\\n' \(ShellLiteral.string("\(name): \(value)"))" }
            return "    if [ -n \"${\(variable):-}\" ]; then printf '\(name): %s\\n' \"$\(variable)\"; fi"
        }
        var headers = [
            "    printf 'Authorization: Bearer %s\\n' \"$key\"",
            header("OpenAI-Organization", program.account.organization, "OPENAI_ORG_ID"),
            header("OpenAI-Project", program.account.project, "OPENAI_PROJECT_ID"),
        ]
        if program.usesAssistants { headers.append("    printf 'OpenAI-Beta: assistants=v2\\n'") }
        return #"""
            work=$(mktemp -d)
            trap 'rm -rf "$work"' EXIT

            fail() {
                printf 'error: %s\n' "$1" >&2
                exit 1
            }

            # Read by curl from a pipe: arguments of a command can be seen by other users of the machine.
            headers() {
            \#(headers.joined(separator: "\n"))
            }

            # send METHOD PATH [OPTION OF CURL ...]: prints what the server answers. An error ends the program.
            send() {
                local method=$1 path=$2 status
                shift 2
                status=$(curl --silent --show-error --request "$method" --header @<(headers) \
                    --output "$work/answer" --write-out '%{http_code}' "$@" "$base_url$path") || exit 1
                case $status in
                2*) cat "$work/answer" ;;
                *) fail "$method $path: $(jq -er '.error.message // empty' "$work/answer" 2>/dev/null || cat "$work/answer") ($status)" ;;
                esac
            }

            # post PATH FILE: sends JSON.
            post() {
                send POST "$1" --header 'Content-Type: application/json' --data-binary @"$2"
            }
            """#
    }

    /// `definition`, which prints the request or the object.
    private var definition: String? {
        guard var value = program.definition(ProgramNames()) else { return nil }
        var parts: [String] = []
        var filters: [String] = []
        var options: [String] = []
        // A text with characters that nobody would see stays in the JSON, where they are written by their numbers.
        if let text = program.instructions, ShellLiteral.isReadable(text), text.contains("\n"),
            case .object(var members) = value
        {
            members.removeAll { $0.key == "instructions" }
            value = .object(members)
            let document = ShellLiteral.hereDocument(text, delimiter: "INSTRUCTIONS")
            parts.append(
                """
                instructions() {
                    cat \(document.redirection)
                \(document.body)
                }
                """
            )
            options.append("--rawfile instructions <(instructions)")
            filters = [".instructions = ($instructions | rtrimstr(\"\\n\"))"]
        }
        if case .provision(let provision) = program.task {
            if provision.store != nil {
                options.append("--arg store \"$store\"")
                filters.append(
                    provision.result == .request
                        ? "(.tools[] | select(.type == \"file_search\")).vector_store_ids = [$store]"
                        : ".tool_resources.file_search.vector_store_ids = [$store]"
                )
            }
            if !provision.codeFiles.isEmpty {
                options.append("--slurpfile code_files \"$work/code_files\"")
                filters.append(
                    provision.result == .request
                        ? "(.tools[] | select(.type == \"code_interpreter\")).container.file_ids = $code_files"
                        : ".tool_resources.code_interpreter.file_ids = $code_files"
                )
            }
        }
        let comment: String
        if case .ask = program.task {
            comment = "# What goes with every question."
        } else {
            comment = "# What it is made of, with the ids of what was made before."
        }
        let json = ShellLiteral.hereDocument(ValueSyntax.json.text(value), delimiter: "JSON")
        let indent = String(repeating: " ", count: 8)
        let command =
            filters.isEmpty
            ? "cat"
            : "jq \(options.joined(separator: " \\\n" + indent)) \\\n\(indent)'"
                + filters.joined(separator: " |\n\(indent) ") + "'"
        parts.append(
            """
            \(comment)
            definition() {
                \(command) \(json.redirection)
            \(json.body)
            }
            """
        )
        return parts.joined(separator: "\n\n")
    }

    private var functions: String? {
        guard !program.functions.isEmpty else { return nil }
        let cases = program.functions.map { function in
            """
                \(function.name))
            \(CommentText.text(function.comment, mark: "#", indent: 8))
                    echo '{"error": "this function has no code yet"}'
                    ;;
            """
        }
        return """
            # call_function NAME ARGUMENTS: runs a function for the model. It gets the arguments as JSON, and what it
            # prints goes back to the model.
            call_function() {
                case $1 in
                # Your code belongs here.
            \(cases.joined(separator: "\n"))
                *) echo '{"error": "there is no such function"}' ;;
                esac
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
            include.isEmpty ? "" : ", include: [\(include.map(JSONLiteral.string).joined(separator: ", "))]"
        let approvals =
            !program.usesServers
            ? ""
            : #"""
                local request
                request=$(jq -r 'first(.output[] | select(.type == "mcp_approval_request")) |
                    "\(.server_label) may call \(.name) with an approval only"' "$work/response.json")
                if [ -n "$request" ]; then fail "$request"; fi

            """#
        let answer = #"""
            # Asks with all items so far, prints the text of the answer, and keeps the whole in response.json. `store` says
            # whether it stays on the account, too.
            answer() {
                definition | jq --slurpfile items "$work/items.json" \
                    '. + {input: $items[0], store: false\#(list)}' >"$work/request.json"
                post /responses "$work/request.json" >"$work/response.json"
                jq -r '.output[] | select(.type == "message").content[] | .text // .refusal' "$work/response.json"
            \#(approvals)\#
                case $(jq -r .status "$work/response.json") in
                completed) ;;
                incomplete) fail "the answer was cut: $(jq -r .incomplete_details.reason "$work/response.json")" ;;
                *) fail "$(jq -r '.error.message // .status' "$work/response.json")" ;;
                esac
            }

            jq -n --arg question "$question" '[{role: "user", content: $question}]' >"$work/items.json"
            """#
        guard !program.functions.isEmpty else { return answer + "\nanswer" }
        return answer + #"""

            for ((round = 0; round < \#(program.functionRounds); round++)); do
                answer
                jq -c '.output[] | select(.type == "function_call")' "$work/response.json" >"$work/calls"
                if [ ! -s "$work/calls" ]; then exit 0; fi
                # Nothing is stored on the account, so that all items go back with what the functions returned.
                jq -s '.[0] + .[1].output' "$work/items.json" "$work/response.json" >"$work/next.json"
                mv "$work/next.json" "$work/items.json"
                while IFS= read -r call <&3; do
                    call_function "$(jq -r .name <<<"$call")" "$(jq -r .arguments <<<"$call")" >"$work/output"
                    jq --rawfile output "$work/output" --arg id "$(jq -r .call_id <<<"$call")" \
                        '. + [{type: "function_call_output", call_id: $id, output: ($output | rtrimstr("\n"))}]' \
                        "$work/items.json" >"$work/next.json"
                    mv "$work/next.json" "$work/items.json"
                done 3<"$work/calls"
            done
            fail 'the model asked for functions \#(program.functionRounds) times without an answer'
            """#
    }

    private var askThread: String {
        let start = #"""
            # The thread does not outlive the program.
            thread=
            clean_up() {
                if [ -n "$thread" ]; then (send DELETE "/threads/$thread" >/dev/null) || true; fi
                rm -rf "$work"
            }
            trap clean_up EXIT

            # Waits while the model works, and sets `status`.
            wait_for_run() {
                while true; do
                    send GET "/threads/$thread/runs/$run" >"$work/run.json"
                    status=$(jq -r .status "$work/run.json")
                    case $status in
                    queued | in_progress | cancelling) sleep 1 ;;
                    *) return ;;
                    esac
                done
            }

            jq -n --arg question "$question" '{messages: [{role: "user", content: $question}]}' >"$work/thread.json"
            post /threads "$work/thread.json" >"$work/made.json"
            thread=$(jq -r .id "$work/made.json")
            jq -n --arg assistant "$assistant" '{assistant_id: $assistant}' >"$work/run_request.json"
            post "/threads/$thread/runs" "$work/run_request.json" >"$work/made.json"
            run=$(jq -r .id "$work/made.json")
            wait_for_run
            """#
        let calls = #"""

            for ((round = 0; round < \#(program.functionRounds); round++)); do
                if [ "$status" != requires_action ]; then break; fi
                jq -c '.required_action.submit_tool_outputs.tool_calls[]' "$work/run.json" >"$work/calls"
                echo '{"tool_outputs": []}' >"$work/outputs.json"
                while IFS= read -r call <&3; do
                    call_function "$(jq -r .function.name <<<"$call")" "$(jq -r .function.arguments <<<"$call")" \
                        >"$work/output"
                    jq --rawfile output "$work/output" --arg id "$(jq -r .id <<<"$call")" \
                        '.tool_outputs += [{tool_call_id: $id, output: ($output | rtrimstr("\n"))}]' "$work/outputs.json" >"$work/next.json"
                    mv "$work/next.json" "$work/outputs.json"
                done 3<"$work/calls"
                post "/threads/$thread/runs/$run/submit_tool_outputs" "$work/outputs.json" >"$work/made.json"
                wait_for_run
            done
            """#
        let end = #"""

            if [ "$status" != completed ]; then
                fail "the run ended as $status: $(jq -r '.last_error.message // "no reason"' "$work/run.json")"
            fi
            send GET "/threads/$thread/messages?run_id=$run&order=asc" >"$work/messages.json"
            # Without the marks of citations; `annotations` says what they stand for.
            jq -r '.data[].content[] | select(.type == "text").text |
                reduce .annotations[].text as $mark (.value; split($mark) | join(""))' "$work/messages.json"
            """#
        return start + (program.functions.isEmpty ? "" : calls) + end
    }
}
