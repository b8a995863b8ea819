import AssistantModel
import OrderedJSON
import SourceDiagnostics
import YAMLTree

/// `checks`: questions with what their answers have to be.
struct CheckManifest {
    /// Nil where the tools could not be read whole: nothing can be said of what is missing then.
    let functions: [FunctionTool]?
    /// Where `checks_model` is missing, whoever needs it says so.
    let hasModel: Bool
    let context: LoadContext

    var problems: Problems { context.problems }

    /// The checks that could be read, in their order.
    func checks(_ field: Field) -> [Check] {
        var asked: [String: SourceLocation] = [:]
        return (field.list() ?? []).compactMap { item in
            guard let check = check(item) else { return nil }
            if let first = asked[check.question] {
                problems.error(
                    "duplicate-check",
                    "\(quoted(check.question)) is asked twice",
                    at: check.location,
                    notes: [Diagnostic.Note("first asked here", at: first)],
                    hint: "put the expectations of both under one `expect`"
                )
                return nil
            }
            asked[check.question] = check.location
            return check
        }
    }

    private func check(_ field: Field) -> Check? {
        guard let mapping = field.mapping(.check) else { return nil }
        let ask = mapping.required("ask")
        let question = ask?.string()
        let outputs = mapping["functions"].map { self.outputs($0) } ?? []
        let expectations = mapping.required("expect").map { self.expectations($0) } ?? []
        let required = mapping["at_least"].flatMap { share($0) } ?? .all
        let runs = mapping["runs"]?.integer(in: 1...LimitTable.checkRuns)
        if let place = mapping["runs"] ?? mapping["at_least"] { warn(of: runs, for: required, at: place.location) }
        guard let ask, let question, !expectations.isEmpty else { return nil }
        return Check(
            question: question,
            functions: outputs,
            expectations: expectations,
            required: required,
            maximumRuns: runs,
            location: ask.location
        )
    }

    private func outputs(_ field: Field) -> [Check.FunctionOutput] {
        (field.pairs() ?? []).compactMap { pair, value in
            guard requireFunction(pair.key, at: pair.keyLocation) != .missing, let json = context.json(value) else {
                return nil
            }
            return Check.FunctionOutput(name: pair.key, output: json.value)
        }
    }

    private func share(_ field: Field) -> RequiredShare? {
        guard let number = field.number(in: 0...1) else { return nil }
        let scaled = (number * 10_000).rounded()
        guard abs(number * 10_000 - scaled) < 1e-6 else {
            problems.error(
                "out-of-range",
                "`at_least` has more than four decimals",
                at: field.location,
                hint: "write \(number.cut(toDecimals: 4))"
            )
            return nil
        }
        guard let share = RequiredShare(tenThousandths: Int(scaled)) else {
            problems.error(
                "out-of-range",
                "`at_least` is \(JSONWriter().string(from: .number(number))); allowed are 0.6 to 0.99, and 1",
                at: field.location,
                hint: number > 0.9
                    ? "to tell more than 0.99 apart takes thousands of answers; with 1 the first wrong one fails"
                    : "a check that most answers may fail says little"
            )
            return nil
        }
        return share
    }

    private func warn(of runs: Int?, for required: RequiredShare, at location: SourceLocation) {
        let runs = runs ?? required.standardRuns
        guard runs < required.fewestRuns else { return }
        problems.warning(
            .tooFewRuns,
            "with at most \(runs) runs this check can never pass: it takes \(required.fewestRuns) right answers in a row",
            at: location,
            hint: "write `runs: \(required.fewestRuns)` or more, or a smaller `at_least`"
        )
    }

    // MARK: functions

    /// What is known of a function by its name.
    enum KnownFunction: Equatable {
        case declared(FunctionTool)
        /// Nobody can tell.
        case untold
        /// It is not there, which is reported.
        case missing
    }

    func requireFunction(_ name: String, at location: SourceLocation) -> KnownFunction {
        guard let functions else { return .untold }
        if let function = functions.first(where: { $0.name == name }) { return .declared(function) }
        let names = functions.map(\.name)
        problems.error(
            "unknown-function",
            "the assistant has no function \(quoted(name))",
            at: location,
            hint: Suggestion.hint(for: name, among: names)
                ?? (names.isEmpty
                    ? "it has no functions" : "functions: \(names.map { onOneLine($0) }.joined(separator: ", "))")
        )
        return .missing
    }
}

extension Double {
    /// The number without further decimals, as people write it.
    fileprivate func cut(toDecimals count: Int) -> String {
        var scale = 1.0
        for _ in 0..<count { scale *= 10 }
        return JSONWriter().string(from: .number((self * scale).rounded(.down) / scale))
    }
}
