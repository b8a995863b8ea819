import AssistantModel
import Planning

/// What several parts of a plan's page show.
extension HTML {
    /// What happens to an object, as its symbol and its word: the colour only repeats it.
    static func badge(_ action: ResourceChange.Action) -> HTML {
        HTML("span", ["class": "badge \(action.rawValue)"], symbol(of: action), .words(" " + action.rawValue))
    }

    /// The symbol of an action, for those who see the page.
    static func symbol(of action: ResourceChange.Action, after space: String = "") -> HTML {
        HTML("span", ["class": "symbol", "aria-hidden": "true"], .words(space + action.pageSymbol))
    }

    /// A place in a file.
    static func place(_ place: String) -> HTML { .literal(" ") + HTML("span", ["class": "place"], .line(place)) }

    /// What a page says instead of what it leaves out, such as `12 more rows of this diff are not in this page;
    /// --context full shows all`.
    static func leftOut(_ count: Int, _ singular: String, _ plural: String) -> HTML {
        let text = "\(Wording.count(count, singular, plural)) \(count == 1 ? "is" : "are") not in this page; "
        return HTML("p", ["class": "rest"], .words(text + "--context full shows all"))
    }

    /// A link to an object's part of the page, with the address as its text.
    static func link(to address: ResourceAddress) -> HTML {
        HTML("a", ["href": "#" + address.pageID], HTML("code", [:], .line(address.description)))
    }
}

extension ResourceChange.Action {
    /// The symbol of the text output, with the sign for minus.
    var pageSymbol: String { ReasonWording.symbol(self).replacing("-", with: "−") }
}

extension ResourceAddress {
    /// The `id` of the object's part of a page: the address, with what is neither a letter of ASCII, a digit, a dot nor a
    /// hyphen as `_` and its number, so that it stands in links as it is. Every address has a dot, which the page's own
    /// ids have not.
    var pageID: String {
        var id = ""
        for byte in description.utf8 {
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "."), UInt8(ascii: "-"):
                id.unicodeScalars.append(Unicode.Scalar(byte))
            default:
                id += "_" + String(byte, radix: 16)
            }
        }
        return id
    }
}
