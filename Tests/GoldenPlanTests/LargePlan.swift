import AssistantModel
import ManifestLoading
import Planning
import TestSupport

/// A project in which everything changed: prompts are rewritten, files added, assistants gone.
struct LargePlan {
    /// The number of assistants; each brings four changes.
    var assistants = 250
    /// Lines of each prompt.
    var promptLines = 40

    /// Made once: it takes seconds without optimisation.
    static let standard = Result { try LargePlan().plan }

    var plan: Plan {
        get throws {
            let (before, contentsBefore) = try GoldenProject.load(files(isChanged: false))
            let (after, contents) = try GoldenProject.load(files(isChanged: true))
            let live = DeployedState(before, contents: contentsBefore).live
            return Planner(allowsMassDelete: true).plan(Inspection(of: live, desired: after, contents: contents))
        }
    }

    private func files(isChanged: Bool) -> [String: MemoryProject.File] {
        var files: [String: MemoryProject.File] = [
            "assistants/project.yaml": """
            project: velo-lindqvist
            environments:
              production: { api: responses }
            defaults: { model: gpt-6-luna }

            """
        ]
        for number in 0..<assistants {
            // Every third one goes and another one comes.
            let isReplaced = number % 3 == 0
            let key = "shop-\(number)\(isReplaced && isChanged ? "-new" : "")"
            let folder = "knowledge/\(key)"
            files["assistants/\(key).yaml"] = .text(
                """
                assistant: \(key)
                model: \(isChanged ? "gpt-6-sol" : "gpt-6-luna")
                instructions: { file: prompts/\(key).md }
                tools: [file_search]
                knowledge: { files: [\(folder)/*.md] }

                """
            )
            let lines = (1...promptLines).map { line in
                "- Rule \(line) of shop \(number): answer within \(isChanged && line % 7 == 0 ? line + 1 : line) minutes ```"
            }
            files["assistants/prompts/\(key).md"] = .text(lines.joined(separator: "\n") + "\n")
            files["assistants/\(folder)/hours.md"] = isChanged ? "Nine to six.\n" : "Nine to five.\n"
            files["assistants/\(folder)/\(isChanged ? "new" : "old").md"] = .text(
                "Offers of shop \(number).\n"
            )
        }
        return files
    }
}
