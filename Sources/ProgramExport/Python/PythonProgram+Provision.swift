import OrderedJSON

/// Programs that create an assistant from nothing.
extension PythonProgram {
    func files(_ provision: Provision) -> String? {
        guard provision.hasFiles else { return nil }
        var text = """
            FILES_ROOT = Path(os.environ.get("FILES_ROOT") or \(PythonLiteral.string(provision.filesRoot)))
            """
        if let store = provision.store, !store.files.isEmpty {
            let entries = store.files.map { file in
                let attributes = Self.syntax.text(ProgramValue(.object(file.attributes)), depth: 1)
                return "    (\(PythonLiteral.string(file.path)), \(attributes)),\n"
            }
            text += """


                # The files that are searched, and what can be filtered by.
                KNOWLEDGE = [
                \(entries.joined())]
                """
        }
        if !provision.codeFiles.isEmpty {
            text += """


                # The files of code interpreter.
                CODE_FILES = [
                \(provision.codeFiles.map { "    \(PythonLiteral.string($0)),\n" }.joined())]
                """
        }
        return text
    }

    func steps(_ provision: Provision) -> String {
        let hasKnowledge = provision.store?.files.isEmpty == false
        var functions: [String] = []
        if provision.hasFiles {
            functions.append(
                #"""

                def upload(path):
                    """Upload a file and return its id."""
                    file = client.files.create(file=FILES_ROOT / path, purpose="assistants")
                    print(f"file {file.id}: {path}", file=sys.stderr)
                    return file.id
                """#
            )
        }
        if let store = provision.store { functions.append(makeStore(store)) }
        functions.append(make(provision, hasKnowledge: hasKnowledge))
        functions.append(
            #"""

            if __name__ == "__main__":
                try:
                    main()
                except (OpenAIError, OSError) as error:
                    sys.exit(f"error: {error}")
            """#
        )
        return functions.joined(separator: "\n\n")
    }

    private func makeStore(_ store: ProvisionedStore) -> String {
        guard case .object(let parameters) = ProgramValue(store.parameters) else { return "" }
        let arguments = parameters.map { "\($0.key)=\(Self.syntax.text($0.value))" }.joined(separator: ", ")
        let made = #"""

            def make_store():
                """Create the vector store, and wait until every file can be searched."""
                store = client.vector_stores.create(\#(arguments))
                print(f"vector store {store.id}", file=sys.stderr)
            """#
        guard !store.files.isEmpty else { return made + "\n    return store.id" }
        let chunking = store.chunking.map { chunking in
            "\n            chunking_strategy=\(Self.syntax.text(ProgramValue(chunking), depth: 3)),"
        }
        return made + #"""

                for path, attributes in KNOWLEDGE:
                    client.vector_stores.files.create(
                        store.id,
                        file_id=upload(path),
                        attributes=attributes,\#(chunking ?? "")
                    )
                while True:
                    counts = client.vector_stores.retrieve(store.id).file_counts
                    if counts.completed + counts.failed + counts.cancelled >= len(KNOWLEDGE):
                        break
                    time.sleep(1)
                if counts.completed < len(KNOWLEDGE):
                    for file in client.vector_stores.files.list(store.id, filter="failed"):
                        print(f"file {file.id}: {file.last_error.message if file.last_error else ''}", file=sys.stderr)
                    sys.exit("error: not every file could be read")
                return store.id
            """#
    }

    private func make(_ provision: Provision, hasKnowledge: Bool) -> String {
        var lines: [String] = []
        if provision.hasFiles {
            let paths =
                (hasKnowledge ? ["*(path for path, _ in KNOWLEDGE)"] : [])
                + (provision.codeFiles.isEmpty ? [] : ["*CODE_FILES"])
            lines += [
                "for path in [\(paths.joined(separator: ", "))]:",
                "    if not (FILES_ROOT / path).is_file():",
                "        sys.exit(f\"error: there is no file {FILES_ROOT / path}\")",
            ]
        }
        if provision.store != nil { lines.append("store_id = make_store()") }
        if !provision.codeFiles.isEmpty { lines.append("code_file_ids = [upload(path) for path in CODE_FILES]") }
        let names = ProgramNames(
            instructions: "INSTRUCTIONS",
            storeID: "store_id",
            codeFileIDs: "code_file_ids"
        )
        let value = program.definition(names) ?? .object([])
        switch provision.result {
        case .request:
            lines += [
                "request = \(Self.syntax.text(value, depth: 1, column: 14))",
                "print(json.dumps(request, indent=2, ensure_ascii=False))",
            ]
        case .assistant:
            guard case .object(let members) = value else { return "" }
            let arguments = members.map { member in
                "        \(member.key)=\(Self.syntax.text(member.value, depth: 2, column: 9 + member.key.utf8.count)),\n"
            }
            lines += ["assistant = client.beta.assistants.create(\n\(arguments.joined())    )", "print(assistant.id)"]
        }
        return """

            def main():
            \(lines.map { "    \($0)" }.joined(separator: "\n"))
            """
    }
}
