import AssistantModel
import LocalFiles
import ManifestLoading
import Planning

extension AccountSession {
    /// That a plan changes files because a checkout turned their line ends. Only files that it replaces are read for it.
    func lineEndWarnings(on plan: Plan) -> [PlanWarning] {
        let root = project.settings.filesRoot
        let paths = plan.changes.compactMap { change -> String? in
            guard change.action == .replace, let file = change.file, let content = file.content,
                let previous = file.previousSHA256, previous != content.sha256
            else { return nil }
            let path = ProjectPath.resolve(file.path, in: root)
            return project.files.differsInLineEndsOnly(path, root: root, from: previous) ? file.path : nil
        }
        guard let first = paths.first else { return [] }
        let subject = paths.count == 1 ? "\(first) differs" : "\(paths.count) files, such as \(first), differ"
        return [
            PlanWarning(
                code: "line-ends-only",
                message: "\(subject) from what was applied in line ends only: a checkout turned them. Write "
                    + "`*.md text eol=lf` and the like into .gitattributes, and check out again."
            )
        ]
    }
}
