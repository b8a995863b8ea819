import Rendering

/// The question before the first write.
struct Confirmation {
    let question: String
    /// Whether the user said yes on the command line.
    let isGiven: Bool

    /// Only the whole word `yes` counts.
    func isObtained(_ console: Console) -> Bool {
        if isGiven { return true }
        let answer = console.answer(to: "\(VisibleText.line(question)) Only \"yes\" is accepted: ")
        return answer == "yes"
    }
}
