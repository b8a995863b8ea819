import AssistantModel
import OrderedJSON

/// The objects that a plan leaves as they are, as its file keeps them. Most are files of the project: these stand
/// together, and what they hold stands among the plan's inputs already.
struct SavedObjects: Codable {
    fileprivate struct Files: Codable {
        var owner: String
        var isForCodeInterpreter: Bool
        var files: [File]
    }

    fileprivate struct File: Codable {
        var path: String
        var id: String?
        var bytes: Int
        var fields: KeptFields?
    }

    private var groups: [Files] = []
    private var others: [UnchangedObject] = []

    /// - Parameter objects: sorted by address, so that files of one owner follow each other.
    init(_ objects: [UnchangedObject], inputs: PlanInputs) {
        for object in objects {
            guard let (owner, isForCodeInterpreter) = object.address.holder,
                let file = File(object, inputs: inputs)
            else {
                others.append(object)
                continue
            }
            if groups.last?.owner != owner || groups.last?.isForCodeInterpreter != isForCodeInterpreter {
                groups.append(Files(owner: owner, isForCodeInterpreter: isForCodeInterpreter, files: []))
            }
            groups[groups.count - 1].files.append(file)
        }
    }

    /// Sorted by address.
    ///
    /// - Throws: a decoding error where the inputs lack a file.
    func objects(inputs: PlanInputs) throws -> [UnchangedObject] {
        let files = try groups.flatMap { group in
            try group.files.map { file in
                guard let sha256 = inputs.sha256(ofFile: file.path) else {
                    throw DecodingError.valueNotFound(
                        String.self,
                        DecodingError.Context(codingPath: [], debugDescription: "\(file.path) is not among the inputs")
                    )
                }
                var fields = file.fields ?? KeptFields()
                fields.declared.insert(
                    contentsOf: FileField.content(FileContent(sha256: sha256, bytes: file.bytes)),
                    at: 0
                )
                return UnchangedObject(
                    address: group.isForCodeInterpreter
                        ? .codeInterpreterFile(group.owner, file.path) : .knowledgeFile(group.owner, file.path),
                    liveID: file.id,
                    fields: fields
                )
            }
        }
        return (files + others).sorted { $0.address < $1.address }
    }
}

extension SavedObjects.File {
    /// Nil for a file that the project does not have, or not with this content.
    fileprivate init?(_ object: UnchangedObject, inputs: PlanInputs) {
        let declared = object.fields.declared
        guard let path = object.address.filePath, let sha256 = inputs.sha256(ofFile: path),
            let bytes = declared.first(where: { $0.path == FileField.bytes })?.value.intValue,
            declared.starts(with: FileField.content(FileContent(sha256: sha256, bytes: bytes)))
        else { return nil }
        self.path = path
        id = object.liveID
        self.bytes = bytes
        var rest = object.fields
        rest.declared.removeAll { $0.path == FileField.sha256 || $0.path == FileField.bytes }
        fields = rest == KeptFields() ? nil : rest
    }
}

extension ResourceAddress {
    /// For a file the key of its owner, and whether that is an assistant whose code interpreter reads it; nil for one of
    /// several objects of one name.
    fileprivate var holder: (owner: String, isForCodeInterpreter: Bool)? {
        guard duplicateID == nil else { return nil }
        return switch resource {
        case .assistant, .vectorStore: nil
        case .knowledgeFile(let owner, _): (owner, false)
        case .codeInterpreterFile(let owner, _): (owner, true)
        }
    }
}
