import AssistantModel
import Planning
import SourceDiagnostics

/// A reason with the place it comes from.
enum ReasonMarkup {
    static func html(_ reason: ChangeReason, of address: ResourceAddress, since lastApply: String) -> HTML {
        let text = HTML.line(ReasonWording.text(ChangeReason(reason.kind), of: address, since: lastApply))
        guard let cause = reason.cause else { return text }
        return text + place(cause.description)
    }

    /// A place in a file.
    static func place(_ place: String) -> HTML { .literal(" ") + HTML("span", ["class": "place"], .line(place)) }
}
