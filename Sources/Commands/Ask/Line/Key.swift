/// What a key, or a sequence of them, asks of a line that is edited.
enum Key: Equatable, Sendable {
    /// Typed, or pasted as a whole.
    case text(String)
    case enter
    /// Ctrl-D: the end of the input, or the character under the cursor where there is one.
    case endOfInput
    case backspace, delete
    case left, right, home, end
    case wordLeft, wordRight
    case up, down
    case killToEnd, killToStart, killWord
}
