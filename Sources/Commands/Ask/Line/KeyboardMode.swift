import Foundation

/// How the terminal hands over what is typed. Keys that send signals (Ctrl-C, Ctrl-Z) do so in both modes.
struct KeyboardMode {
    private let lines: termios

    /// - Returns: nil where standard input is no terminal.
    init?() {
        var settings = termios()
        guard tcgetattr(STDIN_FILENO, &settings) == 0 else { return nil }
        lines = settings
    }

    /// Each key as it is pressed, and nothing shown but what the program draws.
    func useKeys() {
        var settings = lines
        settings.c_lflag &= ~tcflag_t(ICANON | ECHO | IEXTEN)
        tcsetattr(STDIN_FILENO, TCSADRAIN, &settings)
    }

    /// As it was before.
    func useLines() {
        var settings = lines
        tcsetattr(STDIN_FILENO, TCSADRAIN, &settings)
    }
}
