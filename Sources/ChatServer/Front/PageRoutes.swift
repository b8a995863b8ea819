import AssistantModel
import HTTPTypes
import Hummingbird
import NIOCore
import OrderedJSON

/// The page and what belongs to it.
struct PageRoutes: Sendable {
    let configuration: ChatConfiguration
    let assistants: LiveAssistants

    func add(to router: Router<ChatContext>) {
        for file in PageFile.all {
            router.get(RouterPath("/\(file.name)")) { _, _ in Self.response(file) }
        }
        if let index = PageFile.all.first(where: { $0.name == "index.html" }) {
            router.get("/") { _, _ in Self.response(index) }
        }
        router.get("/theme.css") { _, _ in
            Response(
                status: .ok,
                headers: [.contentType: "text/css; charset=utf-8", .cacheControl: "no-cache"],
                body: ResponseBody(byteBuffer: ByteBuffer(string: theme))
            )
        }
        router.get("/api/config") { _, _ in Answering.json(config) }
    }

    private static func response(_ file: PageFile) -> Response {
        Response(
            status: .ok,
            headers: [.contentType: file.mediaType, .cacheControl: "no-cache"],
            body: ResponseBody(byteBuffer: file.bytes)
        )
    }

    /// Custom properties that the page's own style sheet has defaults for.
    private var theme: String {
        let theme = configuration.settings.theme
        var lines: [String] = []
        if let color = theme.color { lines.append("  --accent: \(color);") }
        if let radius = theme.radius { lines.append("  --radius: \(radius)px;") }
        if let font = theme.font { lines.append("  --font: \(font);") }
        return lines.isEmpty ? "" : ":root {\n\(lines.joined(separator: "\n"))\n}\n"
    }

    private var config: JSONValue {
        let settings = configuration.settings
        return [
            "assistants": .array(
                assistants.all.map { assistant in
                    [
                        "key": .string(assistant.key), "name": .string(assistant.name),
                        "description": JSONValue(assistant.description),
                    ]
                }
            ),
            "disclosure": .string(settings.disclosure), "citations": .string(settings.citations.rawValue),
            "characters": .integer(settings.visitors.characters), "keep_hours": .integer(settings.keepHours),
            "logo": JSONValue(configuration.logo),
        ]
    }
}
