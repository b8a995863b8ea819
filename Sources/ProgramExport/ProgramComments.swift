/// What programs say of themselves at their top, alike in all languages.
extension ExportedProgram {
    /// Paragraphs for the comment at the top.
    func heading(_ language: ExportLanguage) -> String {
        let shown = name.map { $0 == key ? "\"\(key)\"" : "\"\($0)\" (\(key))" } ?? "\"\(key)\""
        var lines: [String] = []
        switch task {
        case .ask: lines.append("Asks the assistant \(shown) a question.")
        case .provision(let provision):
            lines.append(
                provision.result == .assistant
                    ? "Creates the assistant \(shown) from nothing, and prints its id."
                    : "Creates what the assistant \(shown) needs from nothing, and prints the request that asks it."
            )
        }
        if let description, !description.isEmpty { lines.append(description) }
        lines += ["", "Needs \(language.needs)."]
        let command = language.command(running: key)
        switch task {
        case .ask: lines.append("Run it with: \(command) \"your question\"")
        case .provision(let provision):
            lines.append("Run it with: \(command)")
            if provision.hasFiles {
                lines.append(
                    "The files are looked for in the folder that the variable FILES_ROOT names, else in \(provision.filesRoot)."
                )
            }
            lines.append("Every run creates everything anew: what it made stands on standard error.")
        }
        lines.append("The key of the account is read from the variable \(account.keyVariable).")
        if hidesSecrets {
            lines.append("Something of it is secret and stands as <hidden>: let the program read that from elsewhere.")
        }
        if account.isSandbox {
            lines += [
                "",
                "The account is the local one. In the folder of the project, this serves it:",
                "assistantctl sandbox --port 8080",
                "It answers at \(account.baseURL), to the key \"sandbox\". OPENAI_BASE_URL names another address.",
            ]
        }
        return lines.joined(separator: "\n")
    }

    /// What the question is where none is given.
    static let question = "What can you help me with?"
}

extension ExportedFunction {
    /// What stands beside the place for its code.
    var comment: String {
        let arguments =
            parameters.isEmpty ? "It has no arguments." : "Arguments: \(parameters.joined(separator: ", "))."
        guard let description, !description.isEmpty else { return arguments }
        return description + "\n" + arguments
    }
}

extension Provision {
    var hasFiles: Bool { !codeFiles.isEmpty || store?.files.isEmpty == false }

    /// Every path, each once, in order.
    var paths: [String] { (store?.files.map(\.path) ?? []) + codeFiles }
}
