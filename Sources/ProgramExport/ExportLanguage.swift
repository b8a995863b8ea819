/// What programs are written in.
package enum ExportLanguage: String, CaseIterable, Sendable {
    /// bash, curl and jq.
    case curl
    /// The official `openai` package.
    case python
    /// Node without any package.
    case node
    /// Swift with Foundation only.
    case swift

    /// The source text of a program, which ends with a line end.
    package func source(of program: ExportedProgram) -> String {
        switch self {
        case .curl: CurlProgram(program: program).source
        case .python: PythonProgram(program: program).source
        case .node: NodeProgram(program: program).source
        case .swift: SwiftProgram(program: program).source
        }
    }

    /// How a file with the source is called and run, for the comment at its top.
    func command(running key: String) -> String {
        switch self {
        case .curl: "bash \(key).sh"
        case .python: "python \(key).py"
        case .node: "node \(key).mjs"
        case .swift: "swiftc \(key).swift -o \(key) && ./\(key)"
        }
    }

    /// What has to be there.
    var needs: String {
        switch self {
        case .curl: "bash, curl 7.55 or newer, and jq 1.6 or newer"
        case .python: "Python 3.10 or newer, and OpenAI's package (pip install openai)"
        case .node: "Node 18 or newer, and no package"
        case .swift: "Swift 6 or newer, and no package"
        }
    }
}
