import OrderedJSON

/// Programs that create an assistant from nothing.
extension SwiftProgram {
    func files(_ provision: Provision) -> String? {
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

    func steps(_ provision: Provision) -> String {
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
