import AssistantModel

/// A piece of a page.
///
/// Names of elements and attributes are written in the source (`StaticString`), and everything else gets in escaped
/// only, so that no text of a plan can become markup.
struct HTML: Equatable, Sendable {
    /// The markup.
    private(set) var markup: String

    /// An element with its children.
    init(_ name: StaticString, _ attributes: Attributes = [:], _ children: HTML...) {
        self.init(name, attributes, children)
    }

    /// An element with its children.
    init(_ name: StaticString, _ attributes: Attributes = [:], _ children: [HTML]) {
        let name = name.description
        markup = "<\(name)\(attributes.markup)>"
        if Self.containers.contains(name) { markup += "\n" }
        if !Self.voids.contains(name) {
            for child in children { markup += child.markup }
            markup += "</\(name)>"
        }
        if Self.blocks.contains(name) || Self.containers.contains(name) { markup += "\n" }
    }

    /// Several pieces behind each other.
    init(_ pieces: [HTML]) {
        markup = pieces.map(\.markup).joined()
    }

    private init(markup: String) {
        self.markup = markup
    }

    /// Nothing.
    static let empty = HTML(markup: "")

    /// Markup that stands in the source.
    static func literal(_ markup: StaticString) -> HTML { HTML(markup: markup.description) }

    /// A `style` or `script` element, whose text is not escaped and whose end tag must not be in it.
    static func raw(_ element: StaticString, _ content: PageAsset) -> HTML {
        HTML(markup: "<\(element)>\(content.text)</\(element)>\n")
    }

    /// Words of the tool itself, or a text that holds nothing to be made visible.
    static func words(_ text: String) -> HTML { HTML(markup: escaped(text)) }

    static func + (left: HTML, right: HTML) -> HTML { HTML(markup: left.markup + right.markup) }

    static func += (left: inout HTML, right: HTML) { left.markup += right.markup }

    /// Elements that hold others: their children start on a line of their own, so that pages can be compared by line.
    private static let containers: Set<String> = [
        "html", "head", "body", "header", "nav", "main", "footer", "section", "article", "div", "ul", "ol", "dl",
        "table", "thead", "tbody", "details", "svg", "g", "fieldset", "form",
    ]
    /// Elements that end their line.
    private static let blocks: Set<String> = [
        "title", "meta", "link", "h1", "h2", "h3", "h4", "p", "li", "dt", "dd", "tr", "caption", "summary", "pre",
        "rect",
        "path", "text", "input", "label", "button", "colgroup", "legend",
    ]
    /// Elements without content and end tag.
    private static let voids: Set<String> = ["meta", "link", "input", "col"]

    /// The text with the characters that markup is made of as references; safe in content and in quoted attributes.
    static func escaped(_ text: String) -> String {
        guard text.utf8.contains(where: { reference(for: $0) != nil }) else { return text }
        var escaped: [UInt8] = []
        escaped.reserveCapacity(text.utf8.count + 16)
        for byte in text.utf8 {
            if let reference = reference(for: byte) {
                escaped.append(contentsOf: reference.utf8)
            } else {
                escaped.append(byte)
            }
        }
        return String(decoding: escaped, as: UTF8.self)
    }

    private static func reference(for byte: UInt8) -> String? {
        switch byte {
        case UInt8(ascii: "&"): "&amp;"
        case UInt8(ascii: "<"): "&lt;"
        case UInt8(ascii: ">"): "&gt;"
        case UInt8(ascii: "\""): "&quot;"
        case UInt8(ascii: "'"): "&#39;"
        default: nil
        }
    }
}

extension HTML {
    /// What stands in a start tag, in the order written. An attribute whose value is nil is left out.
    struct Attributes: ExpressibleByDictionaryLiteral {
        fileprivate let markup: String

        init(dictionaryLiteral elements: (StaticString, String?)...) {
            markup = elements.map { name, value in
                value.map { " \(name)=\"\(escaped(VisibleText.prose($0)))\"" } ?? ""
            }.joined()
        }
    }
}

extension HTML {
    /// Text of others in one line: what a browser would obey or hide is marked, as ``VisibleText/line(_:)`` shows it.
    static func line(_ text: String) -> HTML {
        visible(text, isPlain: { VisibleText.replacement(for: $0) == nil }, replacement: VisibleText.line)
    }

    /// A line of a text that people write: as ``line(_:)``, and tabs stay.
    static func prose(_ text: String) -> HTML {
        visible(
            text,
            isPlain: { $0.scalar == "\t" || VisibleText.replacement(for: $0) == nil },
            replacement: VisibleText.line
        )
    }

    /// A changed piece of prose: as ``prose(_:)``, and spaces that are none of the keyboard's are marked too.
    static func changedProse(_ text: String) -> HTML {
        visible(
            text,
            isPlain: { place in
                place.scalar == "\t"
                    || VisibleText.replacement(for: place) == nil
                        && !(place.scalar.value > 0x7F && place.scalar.properties.isWhitespace)
            },
            replacement: VisibleText.exact
        )
    }

    /// Text that looks like another one: everything but printable ASCII is marked, and blanks are `·`.
    static func exact(_ text: String) -> HTML {
        visible(text, isPlain: { (0x21...0x7E).contains($0.scalar.value) }, replacement: VisibleText.exact)
    }

    /// Neighbouring characters that are not plain share one mark.
    private static func visible(
        _ text: String,
        isPlain: (ScalarPlace) -> Bool,
        replacement: (String) -> String
    ) -> HTML {
        var pieces: [(isPlain: Bool, text: String.UnicodeScalarView)] = []
        ScalarPlace.forEach(in: text.unicodeScalars) { place in
            let isPlain = isPlain(place)
            if pieces.last?.isPlain != isPlain { pieces.append((isPlain, String.UnicodeScalarView())) }
            pieces[pieces.count - 1].text.append(place.scalar)
        }
        var html = HTML.empty
        for (isPlain, scalars) in pieces {
            let piece = String(scalars)
            html += isPlain ? words(piece) : HTML("span", ["class": "mark"], words(replacement(piece)))
        }
        return html
    }
}

/// A file that is part of the program and of every page: all that gets into a page as it is.
struct PageAsset {
    let text: String

    private init(_ bytes: [UInt8]) {
        text = "\n" + String(decoding: bytes, as: UTF8.self)
    }

    /// How a page looks: system fonts, light and dark after the reader's setting, one column on narrow screens and on
    /// paper. Every pair of text and background has a contrast of at least 4.5 to 1.
    static let style = PageAsset(PackageResources.page_css)

    /// What makes a page more comfortable, and nothing else: it shows the filter, the switches and the two buttons, and
    /// opens what a link leads to. Without scripts everything can be read.
    static let script = PageAsset(PackageResources.page_js)

    /// What a browser may run and load for a page, for a `meta` element: its own style and script, told by their
    /// digests as Content Security Policy level 3 has it, and nothing else.
    static let securityPolicy = [
        "default-src 'none'", "style-src '\(style.source)'", "script-src '\(script.source)'", "img-src data:",
        "base-uri 'none'", "form-action 'none'",
    ].joined(separator: "; ")

    private var source: String { "sha256-" + ContentDigest.base64(text.utf8) }
}
