import ArgumentParser
import Foundation
import ManualPages

/// Writes the manual of a program from what it says of itself. `make install` and `make dist` run it.
@main
struct Main: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "manual-pages",
        abstract: "Write a page of the manual for each command.",
        discussion: "The standard input is what the program prints with --experimental-dump-help."
    )

    @Option(help: "The date of the pages, such as 2026-11-29.")
    var date: ManualDate

    @Option(help: "What stands at the foot of each page.")
    var source: String

    @Argument(help: "An existing folder.", completion: .directory)
    var folder: String

    func run() throws {
        let dump = try FileHandle.standardInput.readToEnd() ?? Data()
        for page in ManualPage.pages(of: try CommandSummary(dump: dump), date: date, source: source) {
            try page.text.write(toFile: "\(folder)/\(page.fileName)", atomically: true, encoding: .utf8)
        }
    }
}

extension ManualDate: ExpressibleByArgument {
    /// A day as `--date` takes it; nil for anything else.
    public init?(argument: String) { self.init(argument) }
}
