import Dispatch
import Foundation
import Rendering

/// Lines that are entered at a terminal with keys to edit them, and the lines of earlier conversations.
struct EditedLines {
    let console: Console
    let prompt: String
    /// Nil keeps nothing.
    let history: QuestionHistory?

    private enum Event: Sendable {
        case bytes([UInt8])
        /// The terminal has another width, or is this process's again.
        case changed
        case end
    }

    /// Brackets around what is pasted.
    private static let (pastesOn, pastesOff) = ("\u{1B}[?2004h", "\u{1B}[?2004l")

    /// Returns at the end of the input, and when the task is cancelled. While the body runs the terminal is as it was.
    ///
    /// - Parameter mode: of the terminal, as it was found.
    func forEach(_ mode: KeyboardMode, _ body: (String) async -> Void) async {
        let (events, continuation) = AsyncStream.makeStream(of: Event.self)
        let sources = Self.sources(continuation)
        defer { for source in sources { source.cancel() } }
        var reader = events.makeAsyncIterator()
        var editor = LineEditor(history: history?.questions() ?? [])
        var decoder = KeyDecoder()
        var keys: [Key] = []
        while let line = await next(mode, &editor, &decoder, &keys, { await reader.next() }) {
            keep(line)
            await body(line)
            if Task.isCancelled { return }
        }
    }

    /// The next line; nil where there is none.
    private func next(
        _ mode: KeyboardMode,
        _ editor: inout LineEditor,
        _ decoder: inout KeyDecoder,
        _ keys: inout [Key],
        _ event: () async -> Event?
    ) async -> String? {
        var display = LineDisplay(prompt: prompt)
        func draw() {
            let columns = Console.width(of: .standardError) ?? 80
            show(display.drawing(editor.characters, cursor: editor.cursor, columns: columns))
        }
        mode.useKeys()
        show(Self.pastesOn)
        defer {
            mode.useLines()
            show(Self.pastesOff)
        }
        while true {
            while !keys.isEmpty {
                let key = keys.removeFirst()
                if key == .enter {
                    _ = editor.press(.end)
                    draw()
                }
                switch editor.press(key) {
                case .editing: continue
                case .entered(let line):
                    show("\r\n")
                    return line
                case .ended: return nil
                }
            }
            draw()
            switch await event() {
            case .bytes(let bytes): keys = decoder.keys(from: bytes)
            case .changed:
                mode.useKeys()
                show(Self.pastesOn)
            case .end, nil: return nil
            }
        }
    }

    private func show(_ text: String) { console.raw(text, to: .standardError) }

    private func keep(_ line: String) {
        do {
            try history?.add(line)
        } catch {
            console.message("note: the question is not kept for the next time: \(SystemReason.text(of: error))")
        }
    }

    private static func sources(_ continuation: AsyncStream<Event>.Continuation) -> [any DispatchSourceProtocol] {
        let keyboard = DispatchSource.makeReadSource(fileDescriptor: STDIN_FILENO)
        keyboard.setEventHandler {
            var buffer = [UInt8](repeating: 0, count: 4096)
            let count = Foundation.read(STDIN_FILENO, &buffer, buffer.count)
            if count < 0, errno == EINTR || errno == EAGAIN { return }
            continuation.yield(count > 0 ? .bytes(Array(buffer.prefix(count))) : .end)
            if count <= 0 { keyboard.cancel() }
        }
        let changes = [SIGWINCH, SIGCONT].map { number in
            let source = DispatchSource.makeSignalSource(signal: number)
            source.setEventHandler { continuation.yield(.changed) }
            return source as any DispatchSourceProtocol
        }
        let sources = [keyboard as any DispatchSourceProtocol] + changes
        for source in sources { source.resume() }
        return sources
    }
}
