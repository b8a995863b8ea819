/// The name of a managed object in plans, reports and flags.
package struct ResourceAddress: Hashable, Sendable, Codable {
    /// What the address names.
    package enum Resource: Hashable, Sendable, Codable {
        case assistant(key: String)
        case vectorStore(key: String)
        /// A knowledge file; the owner is the key of its vector store.
        case knowledgeFile(owner: String, path: String)
        /// A file for code interpreter; the owner is the assistant's key.
        case codeInterpreterFile(owner: String, path: String)
    }

    /// What the address names.
    package var resource: Resource
    /// The id of one of several live objects that carry equal marks and is not the live one.
    package var duplicateID: String?

    /// `duplicateID` is for objects that another one of equal marks stands in front of.
    package init(_ resource: Resource, duplicateID: String? = nil) {
        self.resource = resource
        self.duplicateID = duplicateID
    }

    /// `assistant.<key>`.
    package static func assistant(_ key: String) -> ResourceAddress { ResourceAddress(.assistant(key: key)) }
    /// `vector_store.<key>`.
    package static func vectorStore(_ key: String) -> ResourceAddress { ResourceAddress(.vectorStore(key: key)) }
    /// `file.<owner>/<path>`.
    package static func knowledgeFile(_ owner: String, _ path: String) -> ResourceAddress {
        ResourceAddress(.knowledgeFile(owner: owner, path: path))
    }
    /// `file.<owner>/code_interpreter/<path>`.
    package static func codeInterpreterFile(_ owner: String, _ path: String) -> ResourceAddress {
        ResourceAddress(.codeInterpreterFile(owner: owner, path: path))
    }

    /// The Terraform-style type: `openai_assistant`, `openai_vector_store` or `openai_file`.
    package var type: String {
        switch resource {
        case .assistant: "openai_assistant"
        case .vectorStore: "openai_vector_store"
        case .knowledgeFile, .codeInterpreterFile: "openai_file"
        }
    }

    /// The part behind the first dot, duplicates' ids left out.
    package var name: String {
        switch resource {
        case .assistant(let key), .vectorStore(let key): key
        case .knowledgeFile(let owner, let path): "\(owner)/\(path)"
        case .codeInterpreterFile(let owner, let path): "\(owner)/code_interpreter/\(path)"
        }
    }

    /// The path of a file below `files_root`; nil for other objects.
    package var filePath: String? {
        switch resource {
        case .knowledgeFile(_, let path), .codeInterpreterFile(_, let path): path
        case .assistant, .vectorStore: nil
        }
    }

    /// The key of the assistant or knowledge base that the object belongs to.
    package var owner: String {
        switch resource {
        case .assistant(let key), .vectorStore(let key): key
        case .knowledgeFile(let owner, _), .codeInterpreterFile(let owner, _): owner
        }
    }
}

extension ResourceAddress: CustomStringConvertible {
    /// Such as `file.support-bot/docs/handbook.pdf` or `vector_store.support-bot#vs_1`.
    package var description: String {
        let kind =
            switch resource {
            case .assistant: "assistant"
            case .vectorStore: "vector_store"
            case .knowledgeFile, .codeInterpreterFile: "file"
            }
        return "\(kind).\(name)" + (duplicateID.map { "#\($0)" } ?? "")
    }
}

extension ResourceAddress: Comparable {
    /// By owner, then assistant, store, knowledge files, code interpreter files, by path, and duplicates last:
    /// what belongs together stands together.
    package static func < (left: ResourceAddress, right: ResourceAddress) -> Bool {
        left.sortKey < right.sortKey
    }

    private var sortKey: (String, Int, String, String) {
        let (rank, path): (Int, String) =
            switch resource {
            case .assistant: (0, "")
            case .vectorStore: (1, "")
            case .knowledgeFile(_, let path): (2, path)
            case .codeInterpreterFile(_, let path): (3, path)
            }
        return (owner, rank, path, duplicateID ?? "")
    }
}
