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

    func runs(_ name: String) -> Bool {
        outputs[name] != nil && calls.withLock { $0[name, default: 0] < Self.callsOfEach }
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
        let call = open.first { !runs($0.name) } ?? open.first
        guard let call else { return "waits for a function" }
        return outputs[call.name] == nil
            ? "calls \(call.name), for which the check has no answer under `functions`"
            : "calls \(call.name) more than \(Self.callsOfEach) times"
    }
}

extension Check.FunctionOutput {
    /// As the model gets it.
    var text: String { output.stringValue ?? JSONWriter().string(from: output) }
}
