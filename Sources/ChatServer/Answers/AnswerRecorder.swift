import Conversation
import OpenAIAPI
import Synchronization

/// Turns what happens during an answer into pieces, with nothing in them that is not for whoever asked: no ids of files,
/// no arguments, no code, no words of errors; where passages are not shown, no paths of the project either.
final class AnswerRecorder: Sendable {
    private struct State {
        /// In UTF-16 units.
        var length = 0
        var sources: [AnswerSource] = []
        /// How many passages of a source were told, by its number.
        var told: [Int: Int] = [:]
        var passages: [String: [String]] = [:]
        /// Citations that stand at the end of the text already.
        var citedHere: Set<Int> = []
        /// How many calls of tools began.
        var calls = 0
        /// Those that have not ended, with what the account calls them, in the order in which they began.
        var openCalls: [(id: String, number: Int)] = []
        /// Whether a tool worked since the last text.
        var isInterrupted = false
        var endsWithBreak = true
    }

    /// Of one passage, in characters.
    private static let passageLength = 4000
    /// Of one source: the first that searches found are those that fit best.
    private static let passagesOfSource = 8
    private let showsPassages: Bool
    private let state = Mutex(State())

    init(showsPassages: Bool) { self.showsPassages = showsPassages }

    func pieces(of event: AnswerEvent) -> [AnswerPiece] {
        state.withLock { state in
            switch event {
            case .text(let text), .refusal(let text): return [said(text, &state)]
            case .citation(let source): return cited(source, &state)
            case .toolStarted(let start): return [started(start.id, start.name ?? start.type, &state)]
            case .fileSearchCall(let call):
                for passage in call.results where showsPassages { Self.keep(passage, &state) }
                return ended(call.id, "file_search", &state)
            case .codeInterpreterCall(let call): return ended(call.id, "code_interpreter", &state)
            case .functionCall(let call, _): return ended(call.callID, call.name, &state)
            }
        }
    }

    private static func keep(_ passage: FileSearchCall.Passage, _ state: inout State) {
        let isCut = passage.text.count > passageLength
        let text = isCut ? passage.text.prefix(passageLength - 1) + "…" : passage.text
        let known = state.passages[passage.fileID] ?? []
        guard known.count < passagesOfSource, !known.contains(text) else { return }
        state.passages[passage.fileID] = known + [text]
    }

    private func started(_ id: String, _ name: String, _ state: inout State) -> AnswerPiece {
        state.isInterrupted = true
        state.calls += 1
        state.openCalls.append((id, state.calls))
        return .toolStarted(id: String(state.calls), name: name)
    }

    /// What an account of threads does it tells only afterwards: front ends want to hear of a beginning first.
    private func ended(_ id: String, _ name: String, _ state: inout State) -> [AnswerPiece] {
        guard let place = state.openCalls.firstIndex(where: { $0.id == id }) else {
            let start = started(id, name, &state)
            state.openCalls.removeLast()
            return [start, .toolEnded(id: String(state.calls), name: name)]
        }
        return [.toolEnded(id: String(state.openCalls.remove(at: place).number), name: name)]
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
        }
        let passages = source.fileID.flatMap { state.passages[$0] } ?? []
        if known == nil || passages.count > state.told[number] ?? 0 {
            state.told[number] = passages.count
            pieces.append(
                .source(
                    AnswerPiece.Source(
                        number: number,
                        name: source.name ?? source.url ?? "document",
                        path: showsPassages ? source.path : nil,
                        url: source.url,
                        passages: passages
                    )
                )
            )
        }
        if state.citedHere.insert(number).inserted { pieces.append(.citation(source: number, offset: state.length)) }
        return pieces
    }
}
