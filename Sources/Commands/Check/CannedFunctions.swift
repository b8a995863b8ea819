import AssistantModel
import Conversation
import OpenAIAPI
import OrderedJSON
import Synchronization

/// Functions as a check answers them: nothing is run, and nothing is answered endlessly.
final class CannedFunctions: FunctionRunner, Sendable {
    /// How often one of them is answered in one run.
    static let callsOfEach = 4

    private let outputs: [String: String]
    private let calls = Mutex<[String: Int]>([:])

    init(_ outputs: [Check.FunctionOutput]) {
        self.outputs = Dictionary(outputs.map { ($0.name, $0.text) }) { first, _ in first }
    }

    func runs(_ name: String) -> Bool { outputs[name] != nil }

    func runs(all calls: [FunctionCall]) -> Bool { unanswered(calls) == nil }

    /// Whether the model got an answer of one of them already.
    var haveAnswered: Bool { calls.withLock { !$0.isEmpty } }

    /// The first of these calls that gets no answer any more, however many come at once.
    private func unanswered(_ new: [FunctionCall]) -> FunctionCall? {
        var made = calls.withLock(\.self)
        return new.first { call in
            made[call.name, default: 0] += 1
            return !runs(call.name) || made[call.name, default: 0] > Self.callsOfEach
        }
    }

    func output(of call: FunctionCall) async throws(ConversationError) -> String {
        calls.withLock { $0[call.name, default: 0] += 1 }
        guard let output = outputs[call.name] else {
            throw ConversationError(.functionFailed, "the check has no answer for \(call.name)")
        }
        return output
    }

    /// Why calls stayed open, in words that follow "the answer ".
    func defect(of open: [FunctionCall]) -> String {
        guard let call = unanswered(open) else { return "calls functions and has nothing left to write in" }
        return runs(call.name)
            ? "calls \(call.name) more than \(Self.callsOfEach) times"
            : "calls \(call.name), for which the check has no answer under `functions`"
    }
}

extension Check.FunctionOutput {
    /// As the model gets it.
    var text: String { output.stringValue ?? JSONWriter().string(from: output) }
}
