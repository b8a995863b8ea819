import OrderedJSON

/// Programs that create an assistant from nothing.
extension CurlProgram {
    func steps(_ provision: Provision) -> String {
        var parts: [String] = []
        if provision.hasFiles {
            parts.append(
                #"""
                # upload PATH: prints the id of the file.
                upload() {
                    local path=$files_root/$1 id
                    # As curl reads names between quotes.
                    path=${path//\\/\\\\}
                    path=${path//\"/\\\"}
                    id=$(send POST /files --form purpose=assistants --form "file=@\"$path\"" | jq -r .id) || exit 1
                    printf 'file %s: %s\n' "$id" "$1" >&2
                    printf '%s\n' "$id"
                }
                """#
            )
            parts.append(
                #"""
                # Before anything is made.
                require() {
                    if [ ! -f "$files_root/$1" ]; then fail "there is no file $files_root/$1"; fi
                }
                \#(calls("require", provision.paths))
                """#
            )
        }
        if let store = provision.store { parts.append(makeStore(store)) }
        if !provision.codeFiles.isEmpty {
            parts.append(
                #"""
                # A file of code interpreter.
                add_code_file() {
                    local id
                    id=$(upload "$1")
                    jq -n --arg id "$id" '$id' >>"$work/code_files"
                }
                \#(calls("add_code_file", provision.codeFiles))
                """#
            )
        }
        switch provision.result {
        case .request: parts.append("definition")
        case .assistant:
            parts.append(
                #"""
                definition >"$work/assistant.json"
                post /assistants "$work/assistant.json" >"$work/made.json"
                jq -r .id "$work/made.json"
                """#
            )
        }
        return parts.joined(separator: "\n\n")
    }

    private func calls(_ function: String, _ paths: [String]) -> String {
        paths.map { "\(function) \(ShellLiteral.string($0))" }.joined(separator: "\n")
    }

    private func makeStore(_ store: ProvisionedStore) -> String {
        let parameters = ShellLiteral.string(ValueSyntax.json.text(ProgramValue(store.parameters)))
        let made = #"""
            printf '%s' \#(parameters) >"$work/store_request.json"
            post /vector_stores "$work/store_request.json" >"$work/made.json"
            store=$(jq -r .id "$work/made.json")
            printf 'vector store %s\n' "$store" >&2
            """#
        guard !store.files.isEmpty else { return made }
        let chunking = store.chunking.map { ValueSyntax.json.text(ProgramValue($0)) }
        let variable = chunking.map { "chunking=\(ShellLiteral.string($0))\n" } ?? ""
        let option = chunking == nil ? "" : " --argjson chunking \"$chunking\""
        let member = chunking == nil ? "" : ", chunking_strategy: $chunking"
        let attachments = store.files.map { file in
            let attributes = ValueSyntax.json.text(ProgramValue(.object(file.attributes)))
            return "attach \(ShellLiteral.string(file.path)) \(ShellLiteral.string(attributes))"
        }
        return made + #"""


            \#(variable)# attach PATH ATTRIBUTES: uploads a file, and puts it into the store.
            attach() {
                local id
                id=$(upload "$1")
                jq -n --arg id "$id" --argjson attributes "$2"\#(option) \
                    '{file_id: $id, attributes: $attributes\#(member)}' >"$work/member.json"
                post "/vector_stores/$store/files" "$work/member.json" >"$work/made.json"
            }
            \#(attachments.joined(separator: "\n"))

            # Until every file can be searched.
            while true; do
                send GET "/vector_stores/$store" >"$work/store.json"
                ended=$(jq '.file_counts | .completed + .failed + .cancelled' "$work/store.json")
                if [ "$ended" -ge \#(store.files.count) ]; then break; fi
                sleep 1
            done
            if [ "$(jq .file_counts.completed "$work/store.json")" -lt \#(store.files.count) ]; then
                send GET "/vector_stores/$store/files?filter=failed" >"$work/failed.json"
                jq -r '.data[] | "file \(.id): \(.last_error.message)"' "$work/failed.json" >&2
                fail 'not every file could be read'
            fi
            """#
    }
}
