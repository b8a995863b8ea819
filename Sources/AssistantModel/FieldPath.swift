/// The names of fields in definitions and plans, such as `model`, `metadata.team` or `tools.function.refund`.
package enum FieldPath {
    /// The ids of the files that code interpreter reads.
    package static let codeInterpreterFiles = "tool_resources.code_interpreter.file_ids"

    /// The name of the manifest's key that a field stands under, which is the one that a request sets, such as `tools`.
    package static func topLevelName(of path: String) -> String {
        String(Substring(path.utf8.prefix { $0 != UInt8(ascii: ".") }))
    }
}
