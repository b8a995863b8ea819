import Checks
import Conversation
import OpenAIAPI
import OrderedJSON

/// Gathers what comes of an answer into what checks look at.
struct AnswerCollection {
    private(set) var text = ""
    private var sources: [AnswerSource] = []
    private var calls: [CheckedAnswer.Call] = []

    mutating func add(_ event: AnswerEvent) {
        switch event {
        case .text(let piece), .refusal(let piece): text += piece
        case .citation(let source): sources.append(source)
        case .functionCall(let call, _): calls.append(CheckedAnswer.Call(call))
        default: break
        }
    }

    /// The whole answer.
    ///
    /// - Parameter path: of a source in the project.
    func answer(
        endingWith ending: Answer.Ending,
        functions: CannedFunctions,
        path: (AnswerSource) -> String?
    ) -> CheckedAnswer {
        var paths: [String] = []
        for path in sources.compactMap(path) where !paths.contains(path) { paths.append(path) }
        var answer = CheckedAnswer(text: text, citedPaths: paths, calls: calls)
        switch ending {
        case .complete, .refused: break
        case .incomplete(let reason): answer.defect = "is cut (\(reason ?? "no reason given"))"
        case .openCalls(let open):
            answer.calls += open.map(CheckedAnswer.Call.init)
            answer.defect = functions.defect(of: open)
        }
        return answer
    }
}

extension CheckedAnswer.Call {
    init(_ call: FunctionCall) {
        self.init(function: call.name, arguments: try? JSONReader().value(from: call.arguments))
    }
}
