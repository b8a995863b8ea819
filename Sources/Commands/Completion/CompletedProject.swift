import AssistantModel
import Foundation
import LocalFiles
import ManifestLoading

/// The project that words on a command line are about, for a shell that completes them.
///
/// Reads files only, and says nothing: who presses the tab key gets fewer words where something is wrong, no message.
package struct CompletedProject: Sendable {
    private let files: LocalProject
    private let environment: String?

    /// - Parameters:
    ///   - words: the command line as the shell has it, quotes included.
    ///   - workingFolder: where the command would run, absolute.
    /// - Returns: nil where no `project.yaml` is in the folder that the command would take.
    package init?(words: [String], workingFolder: String) {
        // Bash takes `--dir=x` apart.
        let words = words.filter { $0 != "=" }
        let name = Self.value(of: "--dir", in: words) ?? ProjectFolder(workingFolder: workingFolder).name
        let folder = ProjectPath.resolve(name, in: workingFolder)
        guard FileManager.default.isReadableFile(atPath: "\(folder)/project.yaml") else { return nil }
        files = LocalProject(folder: folder, workingFolder: workingFolder)
        environment = Self.value(of: "--env", in: words)
    }

    /// The names that `project.yaml` declares and a run could use, sorted.
    package func environments() async -> [String] {
        let settings = await files.loader().loadConcurrently(environment: environment).settings
        return settings?.environments.map(\.name) ?? []
    }

    /// The keys of the assistants, sorted.
    package func assistants() async -> [String] {
        await desired()?.assistants.map(\.key).sorted() ?? []
    }

    /// The address of everything that the manifests declare, as plans order them.
    package func addresses() async -> [ResourceAddress] {
        await desired()?.addresses.sorted() ?? []
    }

    /// Which environment hardly matters for names: where none was chosen, the first one has them, too.
    private func desired() async -> DesiredState? {
        let loader = await files.loader()
        let result = await loader.loadConcurrently(environment: environment)
        guard result.desired == nil, environment == nil, result.settings?.defaultEnvironment == nil,
            let first = result.settings?.environments.first
        else { return result.desired }
        return await loader.loadConcurrently(environment: first.name).desired
    }

    /// What the word behind an option says, or the rest of `--option=value`.
    private static func value(of option: String, in words: [String]) -> String? {
        for (index, word) in words.enumerated().reversed() {
            if word == option, index + 2 < words.count { return unquoted(words[index + 1]) }
            if word.hasPrefix(option + "=") { return unquoted(String(word.dropFirst(option.count + 1))) }
        }
        return nil
    }

    /// As a shell would read it, so far as people quote paths.
    private static func unquoted(_ word: String) -> String {
        let text = word.filter { $0 != "\\" && $0 != "\"" && $0 != "'" }
        return NSString(string: text).expandingTildeInPath
    }
}
