/// The rules that names obey.
package enum IdentifierRule: CaseIterable, Sendable {
    /// Of an assistant or knowledge base.
    case key
    case project
    case environment
    /// Of a schema or an MCP server.
    case name
    /// Of a function: on `api: assistants` it has fewer characters.
    case function
    /// Of an environment variable.
    case variable
    /// The id of an assistant, which servers choose.
    case assistant
    /// The id of a vector store, which servers choose.
    case vectorStore
    /// The key of a pair of metadata or attributes.
    case pairKey

    /// A regular expression of JSON Schema that names match, and no others.
    package var pattern: String {
        switch self {
        case .key: "^[a-z0-9][a-z0-9-]{0,62}$"
        case .project: "^(?=.{1,36}$)[a-z0-9]+(-[a-z0-9]+)*$"
        case .environment: "^[a-z0-9]{1,16}$"
        case .name: "^[A-Za-z0-9_-]{1,\(LimitTable.identifierCharacters)}$"
        case .function: "^[A-Za-z0-9_-]{1,\(LimitTable.functionNameCharacters(api: nil))}$"
        case .variable: "^[A-Za-z_][A-Za-z0-9_]*$"
        case .pairKey: "^[\\s\\S]{1,\(LimitTable.pairKeyCharacters)}$"
        case .assistant: "^(?!file-|vs_|skill_)[A-Za-z0-9_.:-]{1,128}$"
        case .vectorStore: "^(?!file-|asst_|skill_)[A-Za-z0-9_.:-]{1,128}$"
        }
    }
}
