import OrderedJSON

/// How lists differ from what the account holds, while faults make them.
struct ListView: Sendable, Equatable {
    /// The highest sequence number that a table's list shows yet.
    var newest: [String: Int64] = [:]
    /// What is gone and still listed.
    var departed: [DepartedObject] = []
}

/// An object that was deleted, and its place in the list that still shows it.
struct DepartedObject: Sendable, Equatable {
    let account: String
    /// The list's path, such as `/v1/files`.
    let list: String
    let id: String
    let sequence: Int64
    let json: JSONValue
    let deletedAt: Double
}
