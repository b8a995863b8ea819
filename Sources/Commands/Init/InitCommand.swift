import ArgumentParser
import Foundation
import Rendering

/// `assistantctl init`: writes a first project.
package struct InitCommand: AsyncParsableCommand {
    package static let configuration = CommandConfiguration(
        commandName: "init",
        abstract: "Write a first project and assistant; no file that exists is changed.",
        discussion: Examples.below(
            "",
            ("A project in ./assistants, on a local account that needs no key.", "assistantctl init"),
            ("In a folder of another name, which later commands are told.", "assistantctl init --dir bots")
        )
    )

    @Option(name: .customLong("dir"), help: "The folder to write.", completion: .directory)
    var directory = ProjectFolder.standardName

    package init() {}

    package func run() async throws {
        let console = Console(noColor: true, environment: ProcessInfo.processInfo.environment)
        let folder = URL(filePath: absolutePath(directory), directoryHint: .isDirectory)
        let project = Self.projectName(from: folder.deletingLastPathComponent().lastPathComponent)
        let files = StarterProject(project: project).files
        let existing = files.map(\.path).filter {
            FileManager.default.fileExists(atPath: folder.appending(path: $0).path)
        }
        if let outer = ProjectFolder.around(absolutePath(directory)) {
            console.error(
                "nested-project",
                "\(directory)/ would lie inside of the project in \(outer), whose manifests take in every folder below it",
                hint: "run it in another folder; \(outer)/project.yaml is there for `assistantctl plan`"
            )
            throw ExitStatus.failed.exitCode
        }
        guard existing.isEmpty else {
            let shown = existing.map { "\(directory)/\($0)" }.joined(separator: ", ")
            console.error(
                "file-exists",
                "\(shown) \(existing.count == 1 ? "exists" : "exist")",
                hint: "`assistantctl init --dir OTHER` writes to another folder"
            )
            throw ExitStatus.failed.exitCode
        }
        do {
            for file in files {
                let place = folder.appending(path: file.path)
                let parent = place.deletingLastPathComponent()
                try FileManager.default.createDirectory(at: parent, withIntermediateDirectories: true)
                try Data(file.text.utf8).write(to: place, options: .withoutOverwriting)
                console.result("wrote \(directory)/\(file.path)")
            }
        } catch {
            console.error(
                "cannot-write",
                "\(directory) cannot be written: \(SystemReason.text(of: error))",
                hint: "name a folder that you may write to with --dir"
            )
            throw ExitStatus.failed.exitCode
        }
        let place = RunPlace(folder: directory == ProjectFolder.standardName ? nil : directory)
        console.message("Next: assistantctl plan\(place.arguments)")
    }

    /// The folder's name as a project's: lower case, other characters as hyphens, at most 36 characters.
    static func projectName(from folder: String) -> String {
        let letters = folder.lowercased().unicodeScalars.map { scalar in
            ("a"..."z").contains(scalar) || ("0"..."9").contains(scalar) ? Character(scalar) : "-"
        }
        let words = String(letters).split(separator: "-")
        let name = String(words.joined(separator: "-").prefix(36)).split(separator: "-").joined(separator: "-")
        return name.isEmpty ? "my-assistants" : name
    }
}
