import SourceDiagnostics

/// The patterns that names obey.
enum Identifier {
    private enum Characters {
        static let lower = "abcdefghijklmnopqrstuvwxyz"
        static let digits = "0123456789"
        static let upper = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
    }

    /// The key of an assistant or knowledge base: `[a-z0-9][a-z0-9-]{0,62}`.
    static func key(_ field: Field) -> String? {
        check(field, what: "a key", rule: "lower-case letters, digits and hyphens, a letter or digit first, at most 63")
        {
            $0.count <= 63 && $0.first != "-" && consists($0, of: Characters.lower + Characters.digits + "-")
        }
    }

    /// A project: `[a-z0-9]+(-[a-z0-9]+)*`, at most 36 characters.
    static func project(_ field: Field) -> String? {
        check(field, what: "a project", rule: "lower-case letters and digits with single hyphens between, at most 36") {
            $0.count <= 36
                && $0.split(separator: "-", omittingEmptySubsequences: false).allSatisfy { part in
                    !part.isEmpty && consists(String(part), of: Characters.lower + Characters.digits)
                }
        }
    }

    /// An environment: `[a-z0-9]{1,16}`.
    static func isEnvironment(_ text: String) -> Bool {
        (1...16).contains(text.count) && consists(text, of: Characters.lower + Characters.digits)
    }

    /// A function, a schema or an MCP server: letters, digits, `_` and `-`.
    static func name(_ field: Field, maximum: Int = LimitTable.identifierCharacters) -> String? {
        check(field, what: "a name", rule: "letters, digits, `_` and `-`, at most \(maximum)") {
            $0.count <= maximum
                && consists($0, of: Characters.lower + Characters.upper + Characters.digits + "_-")
        }
    }

    /// An environment variable: `[A-Za-z_][A-Za-z0-9_]*`.
    static func variable(_ field: Field) -> String? {
        check(field, what: "the name of an environment variable", rule: "letters, digits and `_`, no digit first") {
            consists($0, of: Characters.lower + Characters.upper + Characters.digits + "_")
                && !Characters.digits.contains($0.first ?? "0")
        }
    }

    /// The id of an assistant, which servers choose: letters, digits, `_`, `-`, `.` and `:`, at most 128.
    static func assistant(_ field: Field) -> String? {
        serversID(field, what: "the id of an assistant", example: "asst_abc123", others: ["file-", "vs_", "skill_"])
    }

    /// The id of a vector store, which servers choose: letters, digits, `_`, `-`, `.` and `:`, at most 128.
    static func vectorStore(_ field: Field) -> String? {
        serversID(field, what: "the id of a vector store", example: "vs_abc123", others: ["file-", "asst_", "skill_"])
    }

    /// - Parameter others: how ids of other objects begin.
    private static func serversID(_ field: Field, what: String, example: String, others: [String]) -> String? {
        check(field, what: what, rule: "letters, digits, `_`, `-`, `.` and `:`, such as `\(example)`") {
            (1...128).contains($0.count)
                && consists($0, of: Characters.lower + Characters.upper + Characters.digits + "_-.:")
                && !others.contains(where: $0.hasPrefix)
        }
    }

    private static func check(
        _ field: Field,
        what: String,
        rule: String,
        _ isValid: (String) -> Bool
    ) -> String? {
        guard let text = field.string() else { return nil }
        guard isValid(text) else {
            field.problems.error(
                "invalid-name",
                "\(quoted(text)) is not \(what)",
                at: field.location,
                hint: "allowed: \(rule)"
            )
            return nil
        }
        return text
    }

    private static func consists(_ text: String, of allowed: String) -> Bool {
        text.unicodeScalars.allSatisfy { allowed.unicodeScalars.contains($0) }
    }
}
