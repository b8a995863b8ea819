import OrderedJSON
import SourceDiagnostics

/// Diagnostics as SARIF 2.1.0 (OASIS): what code scanning of GitHub, GitLab and editors read.
///
/// Columns count Unicode code points from 1, and a region ends behind its last character: as ours do. A hint stands
/// below the message; a note is a related location.
package enum DiagnosticSARIF {
    /// A log with one run.
    package static func text(_ diagnostics: [Diagnostic]) -> String {
        JSONText.output(value(diagnostics))
    }

    static func value(_ diagnostics: [Diagnostic]) -> JSONValue {
        let codes = Set(diagnostics.map(\.code)).sorted()
        let indexes = Dictionary(uniqueKeysWithValues: codes.enumerated().map { ($1, $0) })
        return [
            "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
            "version": "2.1.0",
            "runs": [
                [
                    "tool": ["driver": ["name": "assistantctl", "rules": .array(codes.map(rule))]],
                    "columnKind": "unicodeCodePoints",
                    "results": .array(diagnostics.sorted().map { result($0, ruleIndex: indexes[$0.code] ?? 0) }),
                ]
            ],
        ]
    }

    private static func rule(_ code: String) -> JSONValue {
        // Errors have no list of their own: their codes are words.
        let meaning = WarningCode(rawValue: code)?.meaning ?? code.replacing("-", with: " ")
        return ["id": .string(code), "shortDescription": ["text": .string(meaning)]]
    }

    private static func result(_ diagnostic: Diagnostic, ruleIndex: Int) -> JSONValue {
        let text = [diagnostic.message, diagnostic.hint.map { "hint: \($0)" }].compactMap { $0 }.joined(separator: "\n")
        var members: JSONObject = [
            "ruleId": .string(diagnostic.code),
            "ruleIndex": .integer(ruleIndex),
            "level": .string(diagnostic.severity.rawValue),
            "message": ["text": .string(text)],
        ]
        if let location = diagnostic.location { members["locations"] = [place(location)] }
        if !diagnostic.notes.isEmpty {
            members["relatedLocations"] = .array(
                diagnostic.notes.enumerated().map { index, note in
                    place(note.location, id: index + 1, message: note.message)
                }
            )
        }
        return .object(members)
    }

    private static func place(
        _ location: SourceLocation?,
        id: Int? = nil,
        message: String? = nil
    ) -> JSONValue {
        var members: JSONObject = [:]
        if let id { members["id"] = .integer(id) }
        if let location {
            var physical: JSONObject = ["artifactLocation": ["uri": .string(reference(location.file))]]
            if let range = location.range {
                physical["region"] = [
                    "startLine": .integer(range.start.line),
                    "startColumn": .integer(range.start.column),
                    "endLine": .integer(range.end.line),
                    "endColumn": .integer(range.end.column),
                ]
            }
            members["physicalLocation"] = .object(physical)
        }
        if let message { members["message"] = ["text": .string(message)] }
        return .object(members)
    }

    /// A path as a relative reference (RFC 3986): everything but its unreserved characters and `/` percent-encoded.
    private static func reference(_ path: String) -> String {
        var reference = ""
        for byte in path.utf8 {
            switch byte {
            case 0x30...0x39, 0x41...0x5A, 0x61...0x7A: reference.unicodeScalars.append(Unicode.Scalar(byte))
            case _ where "-._~/".utf8.contains(byte): reference.unicodeScalars.append(Unicode.Scalar(byte))
            default:
                let digits = String(byte, radix: 16, uppercase: true)
                reference += digits.count == 1 ? "%0\(digits)" : "%\(digits)"
            }
        }
        return reference
    }
}
