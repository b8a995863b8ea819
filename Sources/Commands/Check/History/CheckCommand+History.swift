import AssistantModel
import Checks
import Foundation
import Rendering
import SourceDiagnostics
import StateDatabase

extension CheckCommand {
    /// `check --history`: what was kept, without asking anything or anybody.
    func showHistory(_ console: Console) async throws {
        let project = try await options.loadProject(console)
        for key in assistants { try project.requireDeclared(key, console) }
        let shown = project.desired.assistants.filter { assistants.isEmpty || assistants.contains($0.key) }
        var records: [CheckRecord] = []
        let file = CheckHistoryStore.file(of: project)
        // Looking makes no file.
        if FileManager.default.fileExists(atPath: file) {
            do throws(SQLFailure) {
                let store = try await CheckHistoryStore.open(project)
                records = try await store.records()
                await store.close()
            } catch {
                console.error(
                    "no-history",
                    "the runs of checks in \(file) cannot be read: \(error.message)",
                    hint: error.cure(of: file)
                )
                console.finish(in: format == .json ? .json : .text)
                throw ExitStatus.failed
            }
        }
        let history = CheckHistory(of: shown, in: project.desired, records: records)
        guard format != .json else { return console.result(CheckHistoryJSON.text(history)) }
        let text = CheckHistoryRenderer(style: console.resultStyle).text(history)
        history.tracks.allSatisfy(\.stretches.isEmpty) ? console.proseResult(text) : console.result(text)
    }
}

extension AccountSession {
    /// Keeps what came of a run. Where that cannot be, whoever ran it is told, and nothing else comes of it.
    func keep(_ report: CheckReport, of definitions: [String: CheckedDefinition], _ console: Console) async {
        let records = report.records(of: definitions, at: Int(Date().timeIntervalSince1970))
        guard !records.isEmpty else { return }
        do throws(SQLFailure) {
            let store = try await CheckHistoryStore.open(project)
            try await store.keep(records)
            await store.close()
        } catch {
            console.show([
                .warning(
                    "history-not-kept",
                    "this run is not kept for `check --history`: \(error.message)",
                    at: nil,
                    hint: error.cure(of: CheckHistoryStore.file(of: project))
                )
            ])
        }
    }
}

extension SQLFailure {
    /// What to do about a file of runs; nil where waiting is all.
    fileprivate func cure(of file: String) -> String? {
        kind == .refused ? "where the file is damaged, move it away: \(file)" : nil
    }
}
