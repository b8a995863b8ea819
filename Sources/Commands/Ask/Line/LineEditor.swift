/// A line that is typed, with the lines that were entered before.
struct LineEditor {
    /// What a key led to.
    enum Outcome: Equatable {
        case editing
        case entered(String)
        case ended
    }

    /// As a user counts them: what is combined is one.
    private(set) var characters: [Character] = []
    /// The index of the character that the cursor stands on.
    private(set) var cursor = 0
    /// Oldest first.
    private var history: [String]
    /// Of what is shown, in the history; its count for the line that is new.
    private var place: Int
    /// The new line, while an old one is shown.
    private var draft = ""

    init(history: [String]) {
        self.history = history
        place = history.count
    }

    var text: String { String(characters) }

    /// Changes the line as a key asks. One that is entered is the newest of the history, and the line is empty again.
    mutating func press(_ key: Key) -> Outcome {
        switch key {
        case .text(let text): insert(text)
        case .enter: return enter()
        case .endOfInput:
            if characters.isEmpty { return .ended }
            remove(cursor..<cursor + 1)
        case .backspace: remove(cursor - 1..<cursor)
        case .delete: remove(cursor..<cursor + 1)
        case .left: cursor = max(0, cursor - 1)
        case .right: cursor = min(characters.count, cursor + 1)
        case .home: cursor = 0
        case .end: cursor = characters.count
        case .wordLeft: cursor = startOfWord
        case .wordRight: cursor = endOfWord
        case .up: recall(place - 1)
        case .down: recall(place + 1)
        case .killToEnd: remove(cursor..<characters.count)
        case .killToStart: remove(0..<cursor)
        case .killWord: remove(startOfWord..<cursor)
        }
        return .editing
    }

    private mutating func insert(_ text: String) {
        // An accent that is typed joins the letter before it.
        let before = Array(String(characters[..<cursor]) + text.replacing("\t", with: " "))
        characters = before + characters[cursor...]
        cursor = before.count
    }

    /// Of a range that may lie partly outside of the line.
    private mutating func remove(_ range: Range<Int>) {
        let range = range.clamped(to: 0..<characters.count)
        characters.removeSubrange(range)
        if cursor > range.lowerBound { cursor = range.lowerBound }
    }

    private mutating func enter() -> Outcome {
        let text = text
        remember(text)
        show("")
        return .entered(text)
    }

    /// A blank in front keeps a line out of the history, as shells have it.
    private mutating func remember(_ text: String) {
        if let first = text.first, !first.isWhitespace, history.last != text { history.append(text) }
        place = history.count
        draft = ""
    }

    private mutating func recall(_ other: Int) {
        guard (0...history.count).contains(other) else { return }
        if place == history.count { draft = text }
        place = other
        show(other == history.count ? draft : history[other])
    }

    private mutating func show(_ text: String) {
        characters = Array(text)
        cursor = characters.count
    }

    private var startOfWord: Int {
        let end = characters[..<cursor].lastIndex { !$0.isWhitespace } ?? 0
        return characters[..<end].lastIndex { $0.isWhitespace }.map { $0 + 1 } ?? 0
    }

    private var endOfWord: Int {
        let start = characters[cursor...].firstIndex { !$0.isWhitespace } ?? characters.count
        return characters[start...].firstIndex { $0.isWhitespace } ?? characters.count
    }
}
