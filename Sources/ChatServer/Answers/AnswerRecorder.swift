import Conversation
import OpenAIAPI
import Synchronization

/// Turns what happens during an answer into pieces, with nothing in them that is not for whoever asked: no ids of files,
/// no arguments, no code, no words of errors.
final class AnswerRecorder: Sendable {
    private struct State {
        /// In UTF-16 units.
        var length = 0
        var sources: [AnswerSource] = []
        var passages: [String: [String]] = [:]
        /// Citations that stand at the end of the text already.
        var citedHere: Set<Int> = []
        /// Whether a tool worked since the last text.
        var isInterrupted = false
        var endsWithBreak = true
    }

    /// Of one source, in characters.
    private static let passageLength = 2000
    private let showsPassages: Bool
    private let state = Mutex(State())

    init(showsPassages: Bool) { self.showsPassages = showsPassages }

    func pieces(of event: AnswerEvent) -> [AnswerPiece] {
        state.withLock { state in
            switch event {
            case .text(let text), .refusal(let text): return [said(text, &state)]
            case .citation(let source): return cited(source, &state)
            case .toolStarted(let start):
                state.isInterrupted = true
                return [.toolStarted(id: start.id, name: start.name ?? start.type)]
            case .fileSearchCall(let call):
                for passage in call.results where showsPassages {
                    state.passages[passage.fileID, default: []].append(passage.text)
                }
                return [.toolEnded(id: call.id, name: "file_search")]
            case .codeInterpreterCall(let call): return [.toolEnded(id: call.id, name: "code_interpreter")]
            case .functionCall(let call, _): return [.toolEnded(id: call.callID, name: call.name)]
            }
        }
    }

    private func said(_ text: String, _ state: inout State) -> AnswerPiece {
        let joint = state.isInterrupted && state.length > 0 && !state.endsWithBreak ? "\n\n" : ""
        let text = joint + text
        state.isInterrupted = false
        state.citedHere = []
        state.length += text.utf16.count
        state.endsWithBreak = text.hasSuffix("\n")
        return .text(text)
    }

    private func cited(_ source: AnswerSource, _ state: inout State) -> [AnswerPiece] {
        var pieces: [AnswerPiece] = []
        let known = state.sources.firstIndex {
            source.fileID != nil ? $0.fileID == source.fileID : $0.url == source.url && $0.name == source.name
        }
        let number: Int
        if let known {
            number = known + 1
        } else {
            state.sources.append(source)
            number = state.sources.count
            let passages = source.fileID.flatMap { state.passages[$0] } ?? []
            pieces.append(
                .source(
                    AnswerPiece.Source(
                        number: number,
                        name: source.name ?? source.url ?? "document",
                        url: source.url,
                        passages: passages.map { String($0.prefix(Self.passageLength)) }
                    )
                )
            )
        }
        if state.citedHere.insert(number).inserted { pieces.append(.citation(source: number, offset: state.length)) }
        return pieces
    }
}
