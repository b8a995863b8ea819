import NIOCore

/// A file of the page, inside the program.
struct PageFile: Sendable {
    var name: String
    /// One for all who ask: whoever does not read it keeps no copy.
    var bytes: ByteBuffer

    var mediaType: String {
        switch name.split(separator: ".").last {
        case "html": "text/html; charset=utf-8"
        case "css": "text/css; charset=utf-8"
        case "js": "text/javascript; charset=utf-8"
        case "svg": "image/svg+xml"
        default: "application/octet-stream"
        }
    }

    init(_ name: String, _ bytes: [UInt8]) {
        self.name = name
        self.bytes = ByteBuffer(bytes: bytes)
    }
}

extension PageFile {
    /// Every file of the folder `Page`; a test of the program asks for each.
    static let all = [
        PageFile("announcer.js", PackageResources.announcer_js),
        PageFile("answer.js", PackageResources.answer_js),
        PageFile("api.js", PackageResources.api_js),
        PageFile("banner.js", PackageResources.banner_js),
        PageFile("characters.js", PackageResources.characters_js),
        PageFile("chat.css", PackageResources.chat_css),
        PageFile("chats.js", PackageResources.chats_js),
        PageFile("citations.js", PackageResources.citations_js),
        PageFile("clipboard.js", PackageResources.clipboard_js),
        PageFile("colours.js", PackageResources.colours_js),
        PageFile("composer.css", PackageResources.composer_css),
        PageFile("composer.js", PackageResources.composer_js),
        PageFile("confirm-dialog.js", PackageResources.confirm_dialog_js),
        PageFile("connection.js", PackageResources.connection_js),
        PageFile("conversation.js", PackageResources.conversation_js),
        PageFile("countdown.js", PackageResources.countdown_js),
        PageFile("dom.js", PackageResources.dom_js),
        PageFile("embed.js", PackageResources.embed_js),
        PageFile("event-stream.js", PackageResources.event_stream_js),
        PageFile("first-paint.js", PackageResources.first_paint_js),
        PageFile("frame.js", PackageResources.frame_js),
        PageFile("icons.js", PackageResources.icons_js),
        PageFile("index.html", PackageResources.index_html),
        PageFile("layout.css", PackageResources.layout_css),
        PageFile("links.js", PackageResources.links_js),
        PageFile("main.js", PackageResources.main_js),
        PageFile("markdown-blocks.js", PackageResources.markdown_blocks_js),
        PageFile("markdown-inline.js", PackageResources.markdown_inline_js),
        PageFile("markdown-view.js", PackageResources.markdown_view_js),
        PageFile("markdown.css", PackageResources.markdown_css),
        PageFile("message-view.js", PackageResources.message_view_js),
        PageFile("messages-view.js", PackageResources.messages_view_js),
        PageFile("messages.css", PackageResources.messages_css),
        PageFile("patch.js", PackageResources.patch_js),
        PageFile("rating-view.js", PackageResources.rating_view_js),
        PageFile("scrolling.js", PackageResources.scrolling_js),
        PageFile("sidebar.js", PackageResources.sidebar_js),
        PageFile("source-dialog.js", PackageResources.source_dialog_js),
        PageFile("spoken.js", PackageResources.spoken_js),
        PageFile("start-view.js", PackageResources.start_view_js),
        PageFile("storage.js", PackageResources.storage_js),
        PageFile("texts.js", PackageResources.texts_js),
        PageFile("used-passage.js", PackageResources.used_passage_js),
    ]
}
