import Foundation

/// Where the manifests are when nobody says so: in `assistants` here, in the folder itself when that is the one, or in
/// `assistants` of a folder above, as git finds its repository.
struct ProjectFolder {
    /// Where the command runs.
    let workingFolder: String

    /// The name that `init` gives the folder.
    static let standardName = "assistants"

    private static let manifest = "project.yaml"

    /// The folder as the user would name it: relative to where the command runs. `assistants` where there is none.
    var name: String {
        if holdsProject("\(workingFolder)/\(Self.standardName)") { return Self.standardName }
        if holdsProject(workingFolder) { return "." }
        for (steps, folder) in foldersAbove.enumerated() where holdsProject("\(folder)/\(Self.standardName)") {
            let way = Array(repeating: "..", count: steps + 1)
            // Below the folder itself `..` may already be it.
            let inside = workingFolder.hasPrefix("\(folder)/\(Self.standardName)/")
            return (inside ? way.dropLast() : way + [Self.standardName]).joined(separator: "/")
        }
        return Self.standardName
    }

    /// The folder of the project that a new one in `folder` would be part of; nil where there is none.
    static func around(_ folder: String) -> String? {
        let around = ProjectFolder(workingFolder: folder)
        return around.foldersAbove.first(where: around.holdsProject)
    }

    /// From the next one up, to the one that holds a repository: what lies above that is somebody else's.
    private var foldersAbove: [String] {
        var folders: [String] = []
        var folder = workingFolder
        while folder != "/", !isRepository(folder) {
            folder = URL(filePath: folder).deletingLastPathComponent().path(percentEncoded: false)
            while folder.count > 1, folder.hasSuffix("/") { folder.removeLast() }
            folders.append(folder)
        }
        return folders
    }

    private func isRepository(_ folder: String) -> Bool {
        FileManager.default.fileExists(atPath: "\(folder)/.git")
    }

    /// Other programs have a `project.yaml` too, and some a `project:` in it: ours names itself and its environments.
    private func holdsProject(_ folder: String) -> Bool {
        guard let text = try? String(contentsOfFile: "\(folder)/\(Self.manifest)", encoding: .utf8) else {
            return false
        }
        let lines = text.split(whereSeparator: \.isNewline)
        return ["project:", "environments:"].allSatisfy { key in lines.contains { $0.hasPrefix(key) } }
    }
}
