import AssistantModel
import OrderedJSON

/// Fingerprints of everything that a plan was made from: the project's files and the account.
package struct PlanInputs: Equatable, Sendable, Codable {
    /// SHA-256 by path: manifests and what they include by the path below the manifests' folder, knowledge by the path
    /// below `files_root`.
    package var files: [String: String]
    /// Of every object that the project owns on the account: digests by address and id.
    package var objects: [String: String]
    /// Of the members of the stores that were looked into.
    package var members: [String: String]
    /// The live release; nil for an api without releases, and where nothing was released yet.
    package var release: Int?

    /// - Parameters:
    ///   - sources: the texts of manifests and of what they include, by path.
    ///   - contents: what the files that are uploaded hold, by path.
    package init(sources: [String: String], contents: FileContents, live: LiveState, release: Int?) {
        files = sources.mapValues { ContentDigest.sha256($0.utf8) }
        for (path, content) in contents.all { files[Self.filesRoot + path] = content.sha256 }
        let account = AccountFingerprint(live)
        objects = account.objects
        members = account.members
        self.release = release
    }

    /// The SHA-256 of a file that is uploaded, by its path below `files_root`.
    func sha256(ofFile path: String) -> String? { files[Self.filesRoot + path] }

    private static let filesRoot = "files_root/"

    /// What moved between the plan and now, in sentences; none where nothing did. Sorted: files, then the account.
    package func moved(to now: PlanInputs) -> [String] {
        var sentences = Self.differences(files, now.files).map { path, change in
            let name = path.hasPrefix(Self.filesRoot) ? String(path.dropFirst(Self.filesRoot.count)) : path
            return "\(name) \(change == .changed ? "changed" : change == .gone ? "is gone" : "is new")"
        }
        if release != now.release {
            sentences.append(
                "release \(now.release.map(String.init) ?? "0") is live, the plan was made on "
                    + (release.map { "release \($0)" } ?? "an empty environment")
            )
        }
        sentences += Self.differences(objects, now.objects).map { name, change in
            switch change {
            case .changed: "\(name) was changed on the account"
            case .gone: "\(name) is gone from the account"
            case .new: "\(name) is new on the account"
            }
        }
        for name in AccountFingerprint.differences(members, now.members) {
            sentences.append("the files in \(name) were changed on the account")
        }
        return sentences
    }

    private enum Change { case changed, gone, new }

    private static func differences(_ old: [String: String], _ new: [String: String]) -> [(String, Change)] {
        Set(old.keys).union(new.keys).sorted().compactMap { key in
            switch (old[key], new[key]) {
            case (nil, _): (key, .new)
            case (_, nil): (key, .gone)
            case (let old, let new): old == new ? nil : (key, .changed)
            }
        }
    }
}
