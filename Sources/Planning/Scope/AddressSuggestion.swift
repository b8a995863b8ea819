import AssistantModel
import SourceDiagnostics

extension AddressPattern {
    /// What was probably meant by a pattern that meets nothing: the address whose name it is, such as
    /// `assistant.support-bot` for `support-bot`, else the nearest one.
    ///
    /// - Parameter known: every address that there is.
    package func hint(among known: [ResourceAddress]) -> String {
        let named = known.filter { address in
            address.name == text || address.filePath == text || address.filePath?.hasSuffix("/" + text) == true
        }
        if let first = named.min(by: { ($0.isObject ? 0 : 1, $0) < ($1.isObject ? 0 : 1, $1) }) {
            return "did you mean \(first)?"
        }
        if let nearest = Suggestion.nearest(to: text, among: known.map(\.description)) {
            return "did you mean \(nearest)?"
        }
        if !text.contains("."), let key = Suggestion.nearest(to: text, among: known.map(\.owner)),
            let address = known.filter({ $0.name == key }).min()
        {
            return "did you mean \(address)?"
        }
        return "`assistantctl show` lists the addresses"
    }
}

extension ResourceAddress {
    fileprivate var isObject: Bool { filePath == nil }
}
