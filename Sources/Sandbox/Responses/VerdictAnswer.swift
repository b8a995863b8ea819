import OrderedJSON

/// The answer to a question that wants a verdict: its format is a schema with a `verdict` of yes or no, and it is a JSON
/// object that holds an `answer` and a `criterion`. The verdict is yes if and only if all words of the criterion stand in
/// the answer.
enum VerdictAnswer {
    /// Nil for a question or a schema of another kind.
    static func text(for question: String, schema: JSONValue) -> String? {
        let properties = schema["properties"]
        guard let words = properties?["verdict"]?["enum"]?.strings, Set(words) == ["yes", "no"],
            let asked = try? JSONReader().value(from: question),
            let answer = asked["answer"]?.stringValue, let criterion = asked["criterion"]?.stringValue
        else { return nil }
        let said = Set(self.words(of: answer))
        let missing = self.words(of: criterion).first { !said.contains($0) }
        var verdict = SampleValue.matching(schema).setting("verdict", to: missing == nil ? "yes" : "no")
        if properties?["reason"]?["type"] == "string" {
            let reason = missing.map { "The word \"\($0)\" is not in the answer." } ?? "All words are in the answer."
            verdict = verdict.setting("reason", to: .string("The sandbox compares words. \(reason)"))
        }
        return verdict.text
    }

    private static func words(of text: String) -> [String] {
        SearchForm.folded(text).lowercased().split { !$0.isLetter && !$0.isNumber }.map(String.init)
    }
}
