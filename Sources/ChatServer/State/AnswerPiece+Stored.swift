import OrderedJSON

/// Pieces as one instance leaves them for another: a text is a string, everything else an object.
extension AnswerPiece {
    var stored: JSONValue {
        switch self {
        case .text(let text): .string(text)
        case .source(let source):
            [
                "kind": "source", "number": .integer(source.number), "name": .string(source.name),
                "path": JSONValue(source.path), "url": JSONValue(source.url),
                "passages": .array(source.passages.map { .string($0) }),
            ]
        case .citation(let source, let offset):
            ["kind": "citation", "source": .integer(source), "offset": .integer(offset)]
        case .toolStarted(let id, let name): ["kind": "started", "id": .string(id), "name": .string(name)]
        case .toolEnded(let id, let name): ["kind": "ended", "id": .string(id), "name": .string(name)]
        case .end(let end): end.stored
        }
    }

    /// - Returns: nil for what no version of this program left so far.
    init?(stored: JSONValue) {
        if let text = stored.stringValue {
            self = .text(text)
            return
        }
        switch stored["kind"]?.stringValue {
        case "source":
            guard let number = stored["number"]?.intValue, let name = stored["name"]?.stringValue,
                let passages = stored["passages"]?.arrayValue
            else { return nil }
            self = .source(
                Source(
                    number: number,
                    name: name,
                    path: stored["path"]?.stringValue,
                    url: stored["url"]?.stringValue,
                    passages: passages.compactMap(\.stringValue)
                )
            )
        case "citation":
            guard let source = stored["source"]?.intValue, let offset = stored["offset"]?.intValue else { return nil }
            self = .citation(source: source, offset: offset)
        case "started":
            guard let id = stored["id"]?.stringValue, let name = stored["name"]?.stringValue else { return nil }
            self = .toolStarted(id: id, name: name)
        case "ended":
            guard let id = stored["id"]?.stringValue, let name = stored["name"]?.stringValue else { return nil }
            self = .toolEnded(id: id, name: name)
        case "end":
            guard let end = AnswerEnd(stored: stored) else { return nil }
            self = .end(end)
        default: return nil
        }
    }
}

extension AnswerEnd {
    /// Without its usage, which is nothing for visitors.
    fileprivate var stored: JSONValue {
        var value: JSONObject = ["kind": "end", "state": .string(state.rawValue), "is_cut": .bool(isCut)]
        if let refusal {
            value["refusal"] = [
                "status": .integer(refusal.status), "code": .string(refusal.code), "message": .string(refusal.message),
                "retry_after": refusal.retryAfter.map { .integer($0) } ?? .null,
            ]
        }
        return .object(value)
    }

    fileprivate init?(stored: JSONValue) {
        guard let state = stored["state"]?.stringValue.flatMap(State.init(rawValue:)),
            let isCut = stored["is_cut"]?.boolValue
        else { return nil }
        self.init(state: state, isCut: isCut)
        guard let refusal = stored["refusal"] else { return }
        guard let status = refusal["status"]?.intValue, let code = refusal["code"]?.stringValue,
            let message = refusal["message"]?.stringValue
        else { return nil }
        self.refusal = ChatRefusal(status, code, message, retryAfter: refusal["retry_after"]?.intValue)
    }
}
