/// The variables that a program gets out of those of this process. Keys of accounts are in none.
package enum ProgramEnvironment {
    /// What a program needs to find its files and to write text. For programs that do a job of ours.
    package static func minimal(_ variables: [String: String]) -> [String: String] {
        variables.filter { ["PATH", "HOME", "XDG_CONFIG_HOME", "LANG", "TMPDIR"].contains($0.key) }
    }

    /// Everything but the keys. For programs that users name themselves.
    ///
    /// - Parameter keyVariables: which variables hold keys, besides those that OpenAI's own programs read.
    package static func withoutKeys(
        _ variables: [String: String],
        keyVariables: some Sequence<String>
    ) -> [String: String] {
        let hidden = Set(keyVariables).union(["OPENAI_API_KEY", "OPENAI_ADMIN_KEY"])
        return variables.filter { !hidden.contains($0.key) }
    }
}
