import AssistantModel
import Planning

/// What changed on the account since the last apply, a line for each object. Which values the plan takes back stands
/// with the changes.
enum MarkdownDrift {
    static let heading = "### Changed on the account since the last apply"

    static func entry(_ drift: ResourceDrift) -> MarkdownEntry {
        let address = MarkdownText.code(drift.address.description)
        let text = ReasonWording.drift(drift.reason, of: drift.address, quote: MarkdownText.code)
        return MarkdownEntry(.init(loss: .nothing) { "- \(address): \(text)" })
    }
}
