import OrderedJSON

/// Programs that create an assistant from nothing.
extension NodeProgram {
    func files(_ provision: Provision) -> String? {
        guard provision.hasFiles else { return nil }
        var text = """
            const FILES_ROOT = process.env.FILES_ROOT || \(JavaScriptLiteral.string(provision.filesRoot));
            """
        if let store = provision.store, !store.files.isEmpty {
            let entries = store.files.map { file in
                let attributes = Self.syntax.text(ProgramValue(.object(file.attributes)), depth: 1)
                return "  { path: \(JavaScriptLiteral.string(file.path)), attributes: \(attributes) },\n"
            }
            text += """


                // The files that are searched, and what can be filtered by.
                const KNOWLEDGE = [
                \(entries.joined())];
                """
        }
        if !provision.codeFiles.isEmpty {
            text += """


                // The files of code interpreter.
                const CODE_FILES = [
                \(provision.codeFiles.map { "  \(JavaScriptLiteral.string($0)),\n" }.joined())];
                """
        }
        return text
    }

    func steps(_ provision: Provision) -> String {
        var functions: [String] = []
        if provision.hasFiles {
            functions.append(
                #"""
                // Uploads a file and returns its id.
                async function upload(path) {
                  const form = new FormData();
                  form.set("purpose", "assistants");
                  form.set("file", new Blob([await readFile(join(FILES_ROOT, path))]), basename(path));
                  const file = await (await send("POST", "/files", { form })).json();
                  console.error(`file ${file.id}: ${path}`);
                  return file.id;
                }
                """#
            )
        }
        if let store = provision.store { functions.append(makeStore(store)) }
        functions.append(make(provision))
        functions.append(running("await main();"))
        return functions.joined(separator: "\n\n")
    }

    private func makeStore(_ store: ProvisionedStore) -> String {
        let parameters = Self.syntax.text(ProgramValue(store.parameters), depth: 1, column: 15)
        let made = #"""
            // Creates the vector store, and waits until every file can be searched.
            async function makeStore() {
              const json = \#(parameters);
              const store = await (await send("POST", "/vector_stores", { json })).json();
              console.error(`vector store ${store.id}`);
            """#
        guard !store.files.isEmpty else { return made + "\n  return store.id;\n}" }
        let chunking = store.chunking.map { chunking in
            "\n      chunking_strategy: \(Self.syntax.text(ProgramValue(chunking), depth: 3, column: 25)),"
        }
        return made + #"""

              for (const { path, attributes } of KNOWLEDGE) {
                const json = {
                  file_id: await upload(path),
                  attributes,\#(chunking ?? "")
                };
                await send("POST", `/vector_stores/${store.id}/files`, { json });
              }
              for (;;) {
                const { file_counts: counts } = await (await send("GET", `/vector_stores/${store.id}`)).json();
                if (counts.completed === KNOWLEDGE.length) return store.id;
                if (counts.completed + counts.failed + counts.cancelled >= KNOWLEDGE.length) break;
                await new Promise((resolve) => setTimeout(resolve, 1000));
              }
              const failed = await (await send("GET", `/vector_stores/${store.id}/files?filter=failed`)).json();
              for (const file of failed.data) console.error(`file ${file.id}: ${file.last_error?.message}`);
              throw new Error("not every file could be read");
            }
            """#
    }

    private func make(_ provision: Provision) -> String {
        var lines: [String] = []
        if provision.hasFiles {
            let paths =
                (provision.store?.files.isEmpty == false ? ["...KNOWLEDGE.map((file) => file.path)"] : [])
                + (provision.codeFiles.isEmpty ? [] : ["...CODE_FILES"])
            lines.append("for (const path of [\(paths.joined(separator: ", "))]) await access(join(FILES_ROOT, path));")
        }
        if provision.store != nil { lines.append("const storeID = await makeStore();") }
        if !provision.codeFiles.isEmpty {
            lines += [
                "const codeFileIDs = [];",
                "for (const path of CODE_FILES) codeFileIDs.push(await upload(path));",
            ]
        }
        let names = ProgramNames(instructions: "INSTRUCTIONS", storeID: "storeID", codeFileIDs: "codeFileIDs")
        let value = program.definition(names) ?? .object([])
        switch provision.result {
        case .request:
            lines += [
                "const request = \(Self.syntax.text(value, depth: 1, column: 18));",
                "console.log(JSON.stringify(request, null, 2));",
            ]
        case .assistant:
            lines += [
                "const json = \(Self.syntax.text(value, depth: 1, column: 15));",
                "console.log((await (await send(\"POST\", \"/assistants\", { json })).json()).id);",
            ]
        }
        return """
            async function main() {
            \(lines.map { "  \($0)" }.joined(separator: "\n"))
            }
            """
    }
}
