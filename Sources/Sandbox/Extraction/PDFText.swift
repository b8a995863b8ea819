import Foundation

/// The text of a PDF, through `pdftotext` of poppler-utils.
struct PDFText {
    let command: String

    func extract(_ url: URL) throws(ExtractionFailure) -> String {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = [command, "-enc", "UTF-8", "-q", url.path, "-"]
        let output = Pipe()
        process.standardOutput = output
        process.standardError = FileHandle.nullDevice
        process.standardInput = FileHandle.nullDevice
        let data: Data
        do {
            try process.run()
            data = try output.fileHandleForReading.readToEnd() ?? Data()
        } catch {
            throw missing
        }
        process.waitUntilExit()
        switch process.terminationStatus {
        case 0: return String(decoding: data, as: UTF8.self).replacing("\u{0C}", with: "\n")
        case 126, 127: throw missing
        default: throw .invalid("The file is not a readable PDF.")
        }
    }

    private var missing: ExtractionFailure {
        .unsupported(
            "The sandbox reads PDF through \(command), which is not installed here. On Debian: apt-get install "
                + "poppler-utils."
        )
    }
}
