/// How wide a text is at most in a drawing whose font nobody knows.
///
/// The widths are those of DejaVu Sans Bold, the widest font that `sans-serif` commonly is.
enum GraphText {
    /// The start of a text that takes no more than so many times the size of its font; `…` stands for the rest.
    static func prefix(of text: String, width: Double) -> String {
        let widths = text.map(self.width)
        guard widths.reduce(0, +) > width else { return text }
        var used = self.width("…")
        var kept = 0
        while kept < widths.count, used + widths[kept] <= width {
            used += widths[kept]
            kept += 1
        }
        return String(text.prefix(kept)) + "…"
    }

    private static func width(_ character: Character) -> Double {
        switch character {
        case "i", "j", "l", " ", ".", ",", ":", ";", "'", "!", "|", "/", "-": 0.42
        case "f", "r", "t", "s", "I", "J", "(", ")", "[", "]", "\"", "*", "_", "c", "z": 0.6
        case "m", "M", "w", "W", "@", "%", "&", "…": 1.11
        default:
            character.isASCII
                ? (character.isUppercase ? 0.86 : 0.73) : Double(DisplayWidth.of(String(character))) * 0.86
        }
    }
}
