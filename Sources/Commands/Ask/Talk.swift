import AssistantModel
import Conversation
import OrderedJSON
import Planning
import Rendering
import Synchronization

/// Puts questions to a conversation and prints what comes.
final class Talk: Sendable {
    private let conversation: any AssistantConversation
    private let functions: any FunctionRunner
    private let console: Console
    private let format: ResultFormat
    private let catalogue: ModelCatalogue

    init(
        conversation: any AssistantConversation,
        functions: any FunctionRunner,
        console: Console,
        format: ResultFormat,
        catalogue: ModelCatalogue
    ) {
        self.conversation = conversation
        self.functions = functions
        self.console = console
        self.format = format
        self.catalogue = catalogue
    }

    /// One question with its answer. Failures are said.
    func answer(_ question: String) async -> ExitStatus {
        let transcript = Mutex(AnswerTranscript(catalogue: catalogue))
        let isText = format == .text
        do throws(ConversationError) {
            let answer = try await conversation.ask(question, calling: functions) { [self] event in
                guard isText else { return }
                transcript.withLock { print($0.pieces(for: event)) }
            }
            switch format {
            case .text:
                transcript.withLock { transcript in
                    print(transcript.pieces(endingWith: answer))
                    if transcript.hasHidden { console.message(Self.hidden) }
                }
            case .json: showObject(answer.json)
            }
            return said(answer.ending)
        } catch {
            transcript.withLock { print($0.lineEnd()) }
            // Whoever interrupted knows.
            guard !Task.isCancelled else { return .failed }
            return FailureReport(error).show(on: console)
        }
    }

    private static let hidden = "warning: what looks like a secret is printed as <hidden>."

    private func showObject(_ json: JSONValue) {
        let shown = HiddenSecrets.hiding(json)
        console.result(JSONWriter(layout: .pretty).string(from: shown))
        if shown != json { console.message(Self.hidden) }
    }

    /// Questions line by line from the terminal, until its end. A failed answer does not end the conversation.
    ///
    /// - Parameters:
    ///   - mode: of a terminal on which lines can be edited.
    ///   - history: where questions are kept for the next conversation.
    func converse(_ mode: KeyboardMode?, history: QuestionHistory?) async -> ExitStatus {
        console.message("Ask a question and press Enter. Ctrl-D ends.")
        if let mode, console.redrawsProgress {
            await EditedLines(console: console, prompt: "> ", history: history).forEach(mode) { line in
                if line.contains(where: { !$0.isWhitespace }) { _ = await answer(line) }
            }
            if !Task.isCancelled { console.raw("\n", to: .standardError) }
            return .done
        }
        console.raw("> ", to: .standardError)
        await TerminalLines.forEach { line in
            if line.contains(where: { !$0.isWhitespace }) { _ = await answer(line) }
            if !Task.isCancelled { console.raw("> ", to: .standardError) }
        }
        if !Task.isCancelled { console.raw("\n", to: .standardError) }
        return .done
    }

    /// Leaves nothing behind. Where that fails it is said, and what was answered stays answered.
    func end() async {
        do throws(ConversationError) {
            try await conversation.end()
        } catch {
            console.message("warning: what was asked is still on the account: \(VisibleText.line(error.message))")
        }
    }

    private func print(_ pieces: [AnswerTranscript.Piece]) {
        for piece in pieces {
            switch piece {
            case .result(let text): console.raw(text, to: .standardOutput)
            case .note(let text): console.raw(text, to: .standardError)
            }
        }
    }

    private func said(_ ending: Answer.Ending) -> ExitStatus {
        switch ending {
        case .complete, .openCalls: return .done
        case .incomplete(let reason):
            console.error("incomplete-answer", "the answer is cut (\(VisibleText.line(reason ?? "no reason given")))")
            return .failed
        case .refused:
            console.error("refused", "the model refused to answer")
            return .failed
        }
    }
}
