/// A file of the page, inside the program.
struct PageFile: Sendable {
    var name: String
    var bytes: [UInt8]

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
        self.bytes = bytes
    }
}

extension PageFile {
    /// Every file of the folder `Page`; a test of the program asks for each.
    static let all = [
        PageFile("index.html", PackageResources.index_html)
    ]
}
