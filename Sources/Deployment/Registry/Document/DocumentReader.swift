import OrderedJSON

/// A place in a document that is read strictly: what is there has the expected type, or the error says where not. Keys
/// that nobody asks for are passed over, so that later versions can add some.
struct DocumentReader {
    let value: JSONValue
    /// Such as `assistants.support-bot`; empty for the document itself.
    let path: String

    init(_ value: JSONValue, path: String = "") {
        self.value = value
        self.path = path
    }

    func failure(_ message: String) -> ReleaseDocumentError { ReleaseDocumentError(.malformed, at: path, message) }

    /// What is under a key; nil when the key is missing or null.
    func optional(_ key: String) throws(ReleaseDocumentError) -> DocumentReader? {
        guard case .object(let members) = value else { throw failure("an object is expected here") }
        guard let member = members[key], !member.isNull else { return nil }
        return DocumentReader(member, path: path.isEmpty ? key : "\(path).\(key)")
    }

    func required(_ key: String) throws(ReleaseDocumentError) -> DocumentReader {
        guard let reader = try optional(key) else { throw failure("\"\(key)\" is missing") }
        return reader
    }

    func string() throws(ReleaseDocumentError) -> String {
        guard let text = value.stringValue else { throw failure("a string is expected here") }
        return text
    }

    /// The path of a project's file below `files_root`. A rollback reads what lies there: nothing else may be named.
    func projectPath() throws(ReleaseDocumentError) -> String {
        let path = try string()
        let names = path.split(separator: "/", omittingEmptySubsequences: false)
        guard !path.utf8.contains(0), !names.contains(where: { ["", ".", ".."].contains($0) }) else {
            throw failure("the path of a file below files_root is expected here")
        }
        return path
    }

    /// A whole number that no sum of a few overflows: 0 to 2^53, what every JSON reader can hold.
    func integer() throws(ReleaseDocumentError) -> Int {
        try integer(in: 0...1 << 53, "a whole number from 0 to 2^53")
    }

    /// Unix seconds, up to the end of the year 9999.
    func time() throws(ReleaseDocumentError) -> Int {
        try integer(in: 0...Self.lastTime, "a time in Unix seconds, up to the year 9999,")
    }

    /// 9999-12-31 23:59:59 UTC.
    static let lastTime = Int(JSONCursor.times.upperBound)

    private func integer(in range: ClosedRange<Int>, _ expected: String) throws(ReleaseDocumentError) -> Int {
        guard let number = value.integerValue.flatMap({ Int(exactly: $0) }), range.contains(number) else {
            throw failure("\(expected) is expected here")
        }
        return number
    }

    func number() throws(ReleaseDocumentError) -> Double {
        guard let number = value.doubleValue else { throw failure("a number is expected here") }
        return number
    }

    func flag() throws(ReleaseDocumentError) -> Bool {
        guard let flag = value.boolValue else { throw failure("true or false is expected here") }
        return flag
    }

    func elements() throws(ReleaseDocumentError) -> [DocumentReader] {
        guard let elements = value.arrayValue else { throw failure("an array is expected here") }
        return elements.enumerated().map { DocumentReader($0.element, path: "\(path)[\($0.offset)]") }
    }

    func members() throws(ReleaseDocumentError) -> [(key: String, reader: DocumentReader)] {
        guard let object = value.objectValue else { throw failure("an object is expected here") }
        return object.map { ($0.key, DocumentReader($0.value, path: path.isEmpty ? $0.key : "\(path).\($0.key)")) }
    }

    func strings() throws(ReleaseDocumentError) -> [String] {
        var strings: [String] = []
        for element in try elements() { strings.append(try element.string()) }
        return strings
    }

    func stringMap() throws(ReleaseDocumentError) -> [String: String] {
        var map: [String: String] = [:]
        for (key, reader) in try members() { map[key] = try reader.string() }
        return map
    }
}

extension JSONObject {
    /// Of equal content always the same text: keys of a dictionary come sorted.
    init(sorted dictionary: [String: JSONValue]) {
        self.init(dictionary.sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }.map { ($0.key, $0.value) })
    }

    init(sorted dictionary: [String: String]) {
        self.init(sorted: dictionary.mapValues { JSONValue.string($0) })
    }
}

/// Why a `release.json` cannot be used.
package struct ReleaseDocumentError: Error, Hashable, Sendable, CustomStringConvertible {
    package enum Code: String, Hashable, Sendable {
        /// It is not JSON, or not UTF-8.
        case notJSON = "not_json"
        /// A later version of the tool wrote it.
        case laterSchema = "later_schema"
        /// Something is missing or of the wrong type.
        case malformed
        /// It is too large for a skill.
        case tooLarge = "too_large"
    }

    package var code: Code
    /// Where in the document, such as `assistants.support-bot.definition.tools[0]`.
    package var path: String
    /// What is wrong and what to do about it.
    package var message: String
    /// What the document says whose it is; nil where it does not.
    package var project: String?
    package var environment: String?

    package init(_ code: Code, at path: String, _ message: String) {
        self.code = code
        self.path = path
        self.message = message
    }

    package var description: String {
        path.isEmpty ? "release.json: \(message)" : "release.json: \(path): \(message)"
    }
}
