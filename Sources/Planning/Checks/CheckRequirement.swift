import AssistantModel
import OrderedJSON

/// Which assistants of a plan have to pass their checks, and what stands in the way of those that did not.
package struct CheckRequirement: Sendable {
    /// The assistants that the plan makes, changes, or gives other knowledge, in the order of their keys.
    package let assistants: [Assistant]
    private let knowledgeBases: [String: KnowledgeBase]
    private let contents: FileContents

    package init(of plan: Plan, desired: DesiredState, contents: FileContents) {
        var changed: Set<String> = []
        var changedKnowledge: Set<String> = []
        for change in plan.changes where change.address.duplicateID == nil {
            switch change.address.resource {
            case .assistant(let key), .codeInterpreterFile(let key, _): changed.insert(key)
            case .vectorStore(let key), .knowledgeFile(let key, _): changedKnowledge.insert(key)
            }
        }
        assistants = desired.assistants.filter { assistant in
            changed.contains(assistant.key) || assistant.knowledge.map(changedKnowledge.contains) ?? false
        }
        knowledgeBases = Dictionary(desired.knowledgeBases.map { ($0.key, $0) }) { first, _ in first }
        self.contents = contents
    }

    /// A digest of everything that the answers to a check depend on, and that is known before it is asked: the definition
    /// with the model, the files behind it, the check, and who judges.
    package func fingerprint(of assistant: Assistant, to check: Check) -> String {
        let base = assistant.knowledge.flatMap { knowledgeBases[$0] }
        let knowledge = (base?.files ?? []).map { file in
            value(of: file, at: .knowledgeFile(base?.key ?? assistant.key, file.path))
        }
        let code = assistant.codeInterpreterFiles.map { file in
            value(of: file, at: .codeInterpreterFile(assistant.key, file.path))
        }
        return ContentDigest.short([
            "assistant": .string(assistant.key),
            "definition": .array(assistant.definition.fields.map { [.string($0.path), $0.value] }),
            "store": JSONValue(assistant.externalStoreID),
            "chunking": base.map { base in
                [.integer(base.chunking.maxChunkSizeTokens), .integer(base.chunking.chunkOverlapTokens)]
            } ?? .null,
            "knowledge": .array(knowledge),
            "code": .array(code),
            "check": RecordedCheck(check, model: assistant.checksModel).json,
        ])
    }

    private func value(of file: ProjectFile, at address: ResourceAddress) -> JSONValue {
        [
            .string(file.path), JSONValue(contents[address]?.sha256),
            .object(JSONObject(file.attributes.sorted { $0.key < $1.key }.map { ($0.key, $0.value) })),
        ]
    }

    /// Why an apply that requires checks refuses the plan: every check that did not pass, and every assistant without
    /// one where all need some.
    package func refusals(
        _ required: EnvironmentSettings.RequiredChecks,
        after results: [PlannedCheck]
    ) -> [PlanRefusal] {
        guard required != .none else { return [] }
        let failed = results.filter { $0.verdict != .passed }.map { result in
            PlanRefusal(
                kind: .checksNotPassed,
                address: ResourceAddress.assistant(result.assistant).description,
                message: "the check \"\(result.question)\" \(result.ending)"
            )
        }
        guard required == .all else { return failed }
        return failed
            + assistants.filter(\.checks.isEmpty).map { assistant in
                PlanRefusal(
                    kind: .checksNotPassed,
                    address: ResourceAddress.assistant(assistant.key).description,
                    message: "it has no checks, and the environment has `require_checks: all`"
                )
            }
    }
}

extension PlannedCheck {
    /// How it did not pass, in words that follow its name.
    fileprivate var ending: String {
        if verdict == .undecided {
            return "is undecided" + (obstacle.map { " (\($0))" } ?? " after \(right + wrong) answers")
        }
        let reason = wrongAnswers.first.map { ": answer \($0.run) \($0.reasons.joined(separator: "; "))" } ?? ""
        return "failed, with \(right) of \(right + wrong) answers right\(reason)"
    }
}
