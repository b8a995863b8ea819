import AssistantModel

extension ResourceAddress {
    /// Whether the address is of a file.
    var isFile: Bool {
        switch resource {
        case .assistant, .vectorStore: false
        case .knowledgeFile, .codeInterpreterFile: true
        }
    }

    /// For a file the object that holds it: a store, or the assistant whose code interpreter reads it.
    var fileOwner: ResourceAddress {
        switch resource {
        case .assistant, .vectorStore: self
        case .knowledgeFile(let owner, _): .vectorStore(owner)
        case .codeInterpreterFile(let owner, _): .assistant(owner)
        }
    }
}
