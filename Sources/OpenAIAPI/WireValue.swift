import OrderedJSON

/// Why an answer could not be understood, with the place in it.
package struct WireError: Error, Sendable, Hashable, CustomStringConvertible {
    /// For example `data[3].id`; empty for the whole answer.
    package var path: String
    package var problem: String

    package init(path: String, problem: String) {
        self.path = path
        self.problem = problem
    }

    package var description: String {
        path.isEmpty ? "the answer \(problem)" : "\(path) in the answer \(problem)"
    }
}

/// A part of an answer that knows its place, so that errors can name it. Unknown members are ignored.
package struct WireValue: Sendable {
    package let json: JSONValue
    package let path: String

    package init(_ json: JSONValue, path: String = "") {
        self.json = json
        self.path = path
    }

    /// The member under a key; nil when it is missing or null.
    ///
    /// - Throws: ``WireError`` when this is not an object.
    package func member(_ key: String) throws(WireError) -> WireValue? {
        guard case .object(let members) = json else { throw problem("is not an object") }
        guard let value = members[key], !value.isNull else { return nil }
        return WireValue(value, path: path.isEmpty ? key : "\(path).\(key)")
    }

    /// The member under a key that the contract promises.
    package func required(_ key: String) throws(WireError) -> WireValue {
        guard let value = try member(key) else {
            throw WireError(path: path.isEmpty ? key : "\(path).\(key)", problem: "is missing")
        }
        return value
    }

    package func string() throws(WireError) -> String {
        guard let text = json.stringValue else { throw problem("is not a string") }
        return text
    }

    package func integer() throws(WireError) -> Int64 {
        if let number = json.integerValue { return number }
        // Some hosts send times with fractions of a second.
        guard let number = json.doubleValue.flatMap({ Int64(exactly: $0.rounded(.down)) }) else {
            throw problem("is not a whole number")
        }
        return number
    }

    package func number() throws(WireError) -> Double {
        guard let number = json.doubleValue else { throw problem("is not a number") }
        return number
    }

    package func boolean() throws(WireError) -> Bool {
        guard let flag = json.boolValue else { throw problem("is not true or false") }
        return flag
    }

    package func elements() throws(WireError) -> [WireValue] {
        guard let values = json.arrayValue else { throw problem("is not a list") }
        return values.enumerated().map { index, value in WireValue(value, path: "\(path)[\(index)]") }
    }

    package func string(_ key: String) throws(WireError) -> String { try required(key).string() }
    package func integer(_ key: String) throws(WireError) -> Int64 { try required(key).integer() }
    package func optionalString(_ key: String) throws(WireError) -> String? { try member(key)?.string() }
    package func optionalInteger(_ key: String) throws(WireError) -> Int64? { try member(key)?.integer() }
    package func optionalNumber(_ key: String) throws(WireError) -> Double? { try member(key)?.number() }
    package func optionalBoolean(_ key: String) throws(WireError) -> Bool? { try member(key)?.boolean() }

    /// The elements of a list member; none when it is missing or null.
    package func list(_ key: String) throws(WireError) -> [WireValue] { try member(key)?.elements() ?? [] }

    /// A list of strings; none when it is missing or null.
    package func strings(_ key: String) throws(WireError) -> [String] {
        var texts: [String] = []
        for element in try list(key) { texts.append(try element.string()) }
        return texts
    }

    private func problem(_ text: String) -> WireError {
        WireError(path: path, problem: text)
    }
}

/// A type that is read from an answer. Members that may be missing or null are optional; unknown ones are ignored.
package protocol WireDecodable: Sendable {
    init(from value: WireValue) throws(WireError)
}
