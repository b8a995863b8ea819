import ArgumentParser
import Foundation
import LocalFiles
import ManifestLoading
import ManifestWriting
import Rendering
import SourceDiagnostics

/// `assistantctl fmt [FILE...]`: manifests in canonical form.
package struct FmtCommand: AsyncParsableCommand {
    package static let configuration = CommandConfiguration(
        commandName: "fmt",
        abstract: "Put manifests into canonical form: order of keys, indentation, quotes; comments stay.",
        discussion: Examples.below(
            """
            Prints the names of the files that change. What a file says never changes: it is read before and after, and \
            left alone where that differs. With --check nothing is written, and the exit code is 2 when something would \
            be.
            """,
            ("All manifests of the project.", "assistantctl fmt"),
            ("For a pipeline: fails, and shows what is to be changed.", "assistantctl fmt --check --diff"),
            (
                "For an editor: from standard input to standard output.",
                "assistantctl fmt -"
            )
        )
    )

    @OptionGroup var folder: FolderOption

    @Flag(name: .customLong("no-color"), help: "Print without colours.")
    var noColor = false

    @Flag(help: "Change nothing, and exit with 2 when a file is not in canonical form.")
    var check = false

    @Flag(help: "Print what changes in each file.")
    var diff = false

    @Argument(
        help: "Manifests, or folders of them; - for standard input. (default: all manifests of the project)",
        completion: .file(extensions: ["yaml", "yml"])
    )
    var files: [String] = []

    package init() {}

    /// Refuses what cannot go together.
    package func validate() throws {
        if files.contains("-"), files.count > 1 { throw ValidationError("- stands for the only input") }
    }

    package func run() async throws {
        let console = Console(noColor: noColor, environment: ProcessInfo.processInfo.environment)
        if files == ["-"] { return try formatInput(console) }
        var status = ExitStatus.done
        var changes: [FileReplacement] = []
        for path in try paths(console) {
            do throws(ManifestFormat.Refusal) {
                guard let bytes = read(path, console) else {
                    status = .failed
                    continue
                }
                let result = try ManifestFormat.formatted(bytes, file: path, order: KeyOrder.document)
                if result == bytes { continue }
                console.result(VisibleText.line(path))
                if diff { console.show(diffFrom: bytes, to: result, path: path) }
                changes.append(FileReplacement(path: absolutePath(path), before: bytes, after: result))
            } catch {
                console.show(error.diagnostics, sources: [path: text(of: path)])
                status = .failed
            }
        }
        if !check, !(console.write(changes)) { status = .failed }
        if check, !changes.isEmpty, status == .done { status = .changesPending }
        status = console.afterDelivery(status)
        if status != .done { throw status.exitCode }
    }

    private func formatInput(_ console: Console) throws {
        let bytes = [UInt8](FileHandle.standardInput.readDataToEndOfFile())
        let result: [UInt8]
        do throws(ManifestFormat.Refusal) {
            result = try ManifestFormat.formatted(bytes, file: "-", order: KeyOrder.document)
        } catch {
            console.show(error.diagnostics, sources: ["-": String(decoding: bytes, as: UTF8.self)])
            throw ExitStatus.failed.exitCode
        }
        if diff {
            console.show(diffFrom: bytes, to: result, path: "-")
        } else if !check {
            console.raw(String(decoding: result, as: UTF8.self), to: .standardOutput)
        }
        let status = console.afterDelivery(check && result != bytes ? .changesPending : .done)
        if status != .done { throw status.exitCode }
    }

    /// The files as they are shown: those that were named, or the manifests of the project.
    private func paths(_ console: Console) throws -> [String] {
        guard files.isEmpty else { return try files.flatMap { try paths(below: $0, console) } }
        return try paths(below: folder.directory, console)
    }

    private func paths(below path: String, _ console: Console) throws -> [String] {
        var isFolder: ObjCBool = false
        let absolute = absolutePath(path)
        guard FileManager.default.fileExists(atPath: absolute, isDirectory: &isFolder) else {
            let isProject = files.isEmpty
            console.error(
                "missing-file",
                "there is no \(isProject ? "folder" : "file") \(VisibleText.line(path))",
                hint: isProject ? "run `assistantctl init`, or name the project's folder with --dir" : nil
            )
            throw ExitStatus.failed.exitCode
        }
        guard isFolder.boolValue else { return [path] }
        let project = LocalProject(folder: absolute, workingFolder: FileManager.default.currentDirectoryPath)
        do throws(ProjectFileError) {
            _ = try project.manifestPaths()
        } catch {
            console.show([error.diagnostic(of: path, outside: path, limit: LimitTable.manifestBytes, at: nil)])
            throw ExitStatus.failed.exitCode
        }
        return ManifestFiles(of: project).paths.map { project.shownPath(of: $0) }
    }

    private func read(_ path: String, _ console: Console) -> [UInt8]? {
        do {
            return [UInt8](try Data(contentsOf: URL(filePath: absolutePath(path))))
        } catch {
            console.error("unreadable-file", "cannot read \(VisibleText.line(path)): \(SystemReason.text(of: error))")
            return nil
        }
    }

    private func text(of path: String) -> String {
        (try? String(contentsOfFile: absolutePath(path), encoding: .utf8)) ?? ""
    }
}

extension KeyOrder {
    /// Of a document by its keys; of one that is no manifest, whatever order it has.
    static func document(_ keys: [String]) -> KeyOrder {
        if keys.contains("assistant") { return .assistant }
        if keys.contains("knowledge_base") { return .knowledgeBase }
        return keys.contains("project") && keys.contains("environments") ? .project : .json
    }
}
