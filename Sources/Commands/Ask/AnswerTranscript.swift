import AssistantModel
import ChatServer
import Conversation
import OpenAIAPI
import OrderedJSON
import Rendering
import SourceDiagnostics
import Spending

/// Turns what happens during an answer into what is printed: the answer with numbered sources as the result, and what
/// else a reader may want to know as notes.
struct AnswerTranscript {
    /// A text that is to be printed as it is.
    enum Piece: Equatable {
        case result(String)
        case note(String)
    }

    private static let shownOutput = 200

    private var sources: [AnswerSource] = []
    /// Numbers that stand behind the last text already.
    private var citedHere: Set<Int> = []
    private var isAtLineStart = true
    private var endsWithBlank = true
    private var secrets = SecretStream()
    /// Whether what looks like a secret was hidden so far.
    private(set) var hasHidden = false
    /// Nil for no word about prices.
    private let catalogue: ModelCatalogue?

    init(catalogue: ModelCatalogue? = nil) { self.catalogue = catalogue }

    mutating func pieces(for event: AnswerEvent) -> [Piece] {
        switch event {
        case .text(let text), .refusal(let text):
            citedHere = []
            return [result(Self.visible(secrets.take(text)))].compactMap(\.self)
        case .citation(let source):
            let rest = heldBack()
            let number = number(of: source)
            guard citedHere.insert(number).inserted else { return rest }
            return rest + [result("\(endsWithBlank ? "" : " ")[\(number)]")].compactMap(\.self)
        case .codeInterpreterCall(let call): return noted(Self.text(of: call))
        // What they are for shows in the answer.
        case .toolStarted, .fileSearchCall: return []
        case .functionCall(let call, let output):
            let line = VisibleText.line(hiding(output).split(whereSeparator: \.isNewline).joined(separator: " "))
            let shown = line.count > Self.shownOutput ? line.prefix(Self.shownOutput) + "…" : line[...]
            return noted("\(Self.text(of: call)) → \(shown)\n")
        }
    }

    /// What closes an answer: its sources, the calls it waits for, and what it cost.
    mutating func pieces(endingWith answer: Answer) -> [Piece] {
        var pieces = lineEnd()
        if !sources.isEmpty {
            let lines = sources.enumerated().map { "[\($0 + 1)] \(Self.text(of: $1))\n" }
            pieces.append(.result(hiding("\n" + lines.joined())))
        }
        if case .openCalls(let calls) = answer.ending {
            pieces.append(.result(hiding(calls.map { Self.text(of: $0) + "\n" }.joined())))
            var names: [String] = []
            for call in calls where !names.contains(call.name) { names.append(call.name) }
            let flags = names.map { "--call \(VisibleText.line($0))=COMMAND" }.joined(separator: " ")
            pieces.append(.note("The assistant waits for a function. To run it here: \(flags)\n"))
        }
        if let usage = answer.usage {
            pieces.append(.note("\(Self.text(of: usage, searches: answer.fileSearches))\(price(of: answer))\n"))
        }
        if let id = answer.storedID { pieces.append(.note("Kept on the account as \(VisibleText.line(id)).\n")) }
        return pieces
    }

    /// Ends a line that is open, so that a message can follow.
    mutating func lineEnd() -> [Piece] {
        let rest = heldBack()
        defer { isAtLineStart = true }
        return rest + (isAtLineStart ? [] : [.result("\n")])
    }

    /// What was held back of the last text, where nothing can follow that makes a secret of it.
    private mutating func heldBack() -> [Piece] { [result(Self.visible(secrets.end()))].compactMap(\.self) }

    /// A text as it may be shown.
    private mutating func hiding(_ text: String) -> String {
        let shown = SecretScan.hiding(text)
        if shown != text { hasHidden = true }
        return shown
    }

    private mutating func result(_ text: String) -> Piece? {
        hasHidden = hasHidden || secrets.hasHidden
        guard let last = text.last else { return nil }
        isAtLineStart = last == "\n"
        endsWithBlank = last.isWhitespace
        return .result(text)
    }

    private mutating func noted(_ text: String) -> [Piece] {
        lineEnd() + [.note(hiding(text))]
    }

    private mutating func number(of source: AnswerSource) -> Int {
        let known = sources.firstIndex {
            source.fileID != nil ? $0.fileID == source.fileID : $0.url == source.url && $0.name == source.name
        }
        if let known { return known + 1 }
        sources.append(source)
        return sources.count
    }

    /// Of tokens and file searches: what other tools cost is not told.
    private func price(of answer: Answer) -> String {
        guard let catalogue else { return "" }
        let model = answer.json["model"]?.stringValue
        let prices = model.flatMap { AnswerPrices(of: $0, in: catalogue) }
        let isKnown = answer.fileSearches == 0 || prices?.fileSearchPerThousandCalls != nil
        guard isKnown, let cost = prices?.cost(of: answer), let model else { return " Their price: unknown." }
        return " Their price: \(DollarText.text(cost)) (\(VisibleText.line(model)), prices of \(catalogue.date))."
    }

    // MARK: wording

    private static func visible(_ text: String) -> String {
        text.replacing("\r\n", with: "\n").split(separator: "\n", omittingEmptySubsequences: false)
            .map { VisibleText.line(String($0)) }.joined(separator: "\n")
    }

    private static func text(of source: AnswerSource) -> String {
        VisibleText.line([source.name ?? source.fileID, source.url].compactMap(\.self).joined(separator: " "))
    }

    private static func text(of call: FunctionCall) -> String {
        VisibleText.line("\(call.name)(\(call.arguments.split(whereSeparator: \.isNewline).joined(separator: " ")))")
    }

    private static func text(of call: CodeInterpreterCall) -> String {
        var text = "Code that ran:\n" + indented(call.code ?? "")
        for output in call.outputs {
            switch output {
            case .logs(let logs): text += "It printed:\n" + indented(logs)
            case .image(let url): text += "It made an image: \(VisibleText.line(url))\n"
            case .imageFile(let id): text += "It made an image: \(VisibleText.line(id))\n"
            case .other(let type): text += "It gave out: \(VisibleText.line(type))\n"
            }
        }
        return text
    }

    private static func indented(_ text: String) -> String {
        text.split(whereSeparator: \.isNewline).map { "    \(VisibleText.line(String($0)))\n" }.joined()
    }

    private static func text(of usage: TokenUsage, searches: Int) -> String {
        func part(_ number: Int64, _ what: String) -> String { number > 0 ? " (\(number) \(what))" : "" }
        return "Tokens: \(usage.input) in\(part(usage.cachedInput, "cached")), "
            + "\(usage.output) out\(part(usage.reasoning, "reasoning"))"
            + (searches == 0 ? "." : searches == 1 ? "; 1 file search." : "; \(searches) file searches.")
    }
}
