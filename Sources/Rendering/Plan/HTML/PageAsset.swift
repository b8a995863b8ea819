import AssistantModel

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
