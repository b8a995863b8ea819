/// What files are uploaded for: which kinds may be, and what messages say.
enum FileUse {
    case fileSearch
    case codeInterpreter

    var extensions: Set<String> {
        switch self {
        case .fileSearch: FileTypeTable.fileSearch
        case .codeInterpreter: FileTypeTable.codeInterpreter
        }
    }

    var tool: String {
        switch self {
        case .fileSearch: "file_search"
        case .codeInterpreter: "code_interpreter"
        }
    }

    /// Whether an entry may be a mapping with attributes.
    var hasAttributes: Bool { self == .fileSearch }

    func advice(forExtension fileExtension: String) -> String {
        let list = "types it reads: \(extensions.sorted().joined(separator: ", "))"
        guard self == .fileSearch else { return list }
        return FileTypeTable.fileSearchAdvice[fileExtension] ?? list
    }
}
