import OrderedJSON

/// JSON in which variables of the program stand for what it learns on its way.
indirect enum ProgramValue: Equatable, Sendable {
    case null
    case bool(Bool)
    case integer(Int64)
    case number(Double)
    case string(String)
    case array([ProgramValue])
    case object([Member])
    /// An expression of the program's language, written as it is.
    case expression(String)

    struct Member: Equatable, Sendable {
        var key: String
        var value: ProgramValue
    }

    init(_ value: JSONValue) {
        switch value {
        case .null: self = .null
        case .bool(let flag): self = .bool(flag)
        case .integer(let number): self = .integer(number)
        case .number(let number): self = .number(number)
        case .string(let text): self = .string(text)
        case .array(let elements): self = .array(elements.map(ProgramValue.init))
        case .object(let members): self = .object(members.map { Member(key: $0.key, value: ProgramValue($0.value)) })
        }
    }

    /// The value with an expression for one of its members, which is added where it is missing.
    func setting(_ key: String, to value: ProgramValue) -> ProgramValue {
        guard case .object(var members) = self else { return self }
        if let index = members.firstIndex(where: { $0.key.utf8.elementsEqual(key.utf8) }) {
            members[index].value = value
        } else {
            members.append(Member(key: key, value: value))
        }
        return .object(members)
    }

    subscript(key: String) -> ProgramValue? {
        guard case .object(let members) = self else { return nil }
        return members.first { $0.key.utf8.elementsEqual(key.utf8) }?.value
    }
}

/// The names that a language gives to what a program learns on its way; nil for what stays as it is.
struct ProgramNames {
    var instructions: String?
    var storeID: String?
    var codeFileIDs: String?
}

extension ExportedProgram {
    /// What is sent to ask or to create, with the names of variables in it. Nil for a program that asks an object.
    func definition(_ names: ProgramNames) -> ProgramValue? {
        switch task {
        case .ask(.responses(let request, _)): return ProgramValue(request).naming(instructions: names.instructions)
        case .ask(.assistant): return nil
        case .provision(let provision):
            return ProgramValue(provision.definition).naming(instructions: names.instructions)
                .filled(provision, names)
        }
    }

    /// Whether the model may use servers of tools, which can ask for an approval that nobody gives here.
    var usesServers: Bool {
        guard case .ask(.responses(let request, _)) = task else { return false }
        return (request["tools"]?.arrayValue ?? []).contains { $0["type"] == "mcp" }
    }

    /// The instructions of what is sent; nil without.
    var instructions: String? {
        let definition: JSONValue? =
            switch task {
            case .ask(.responses(let request, _)): request
            case .ask(.assistant): nil
            case .provision(let provision): provision.definition
            }
        return definition?["instructions"]?.stringValue
    }
}

extension ProgramValue {
    fileprivate func naming(instructions: String?) -> ProgramValue {
        guard let instructions, self["instructions"] != nil else { return self }
        return setting("instructions", to: .expression(instructions))
    }

    /// With the ids of what was made: in the tools of a request, in the resources of an object.
    fileprivate func filled(_ provision: Provision, _ names: ProgramNames) -> ProgramValue {
        let stores: ProgramValue? =
            if provision.store != nil, let name = names.storeID {
                .array([.expression(name)])
            } else {
                provision.existingStoreID.map { .array([.string($0)]) }
            }
        let files = provision.codeFiles.isEmpty ? nil : names.codeFileIDs.map(ProgramValue.expression)
        switch provision.result {
        case .request:
            guard case .array(let tools) = self["tools"] else { return self }
            return setting(
                "tools",
                to: .array(
                    tools.map { tool in
                        switch tool["type"] {
                        case .string("file_search"):
                            return stores.map { tool.setting("vector_store_ids", to: $0) } ?? tool
                        case .string("code_interpreter"):
                            guard let files, let container = tool["container"] else { return tool }
                            return tool.setting("container", to: container.setting("file_ids", to: files))
                        default: return tool
                        }
                    }
                )
            )
        case .assistant:
            var resources: [Member] = []
            if let stores {
                let search = ProgramValue.object([Member(key: "vector_store_ids", value: stores)])
                resources.append(Member(key: "file_search", value: search))
            }
            if let files {
                let interpreter = ProgramValue.object([Member(key: "file_ids", value: files)])
                resources.append(Member(key: "code_interpreter", value: interpreter))
            }
            return resources.isEmpty ? self : setting("tool_resources", to: .object(resources))
        }
    }
}
