import Foundation
import Rendering

/// The file that a step of a GitHub workflow writes its summary to. The runner makes it; other commands of the step may
/// have written to it.
struct StepSummary {
    /// From `GITHUB_STEP_SUMMARY`.
    let path: String

    /// Room that is worth a summary.
    private static let leastRoom = 4_000

    /// Adds a text behind what is there. GitHub drops a summary of more than 1 MiB as a whole.
    ///
    /// - Parameter text: Is told how many bytes it may have.
    /// - Throws: ``StepSummaryFailure`` where there is no such file, or it cannot be written or is full.
    func append(_ text: (_ limit: Int) -> String) throws(StepSummaryFailure) {
        do {
            let file = try FileHandle(forWritingTo: URL(fileURLWithPath: path))
            defer { try? file.close() }
            let used = Int(try file.seekToEnd())
            let limit = PlanMarkdownRenderer.summaryLimit - used - 1
            guard limit >= Self.leastRoom else {
                throw StepSummaryFailure(path: path, reason: "earlier commands of the step filled it")
            }
            try file.write(contentsOf: Data(((used > 0 ? "\n" : "") + text(limit)).utf8))
        } catch let failure as StepSummaryFailure {
            throw failure
        } catch {
            throw StepSummaryFailure(path: path, reason: SystemReason.text(of: error))
        }
    }
}

/// Why a step's summary was not written.
struct StepSummaryFailure: Error {
    let path: String
    let reason: String
}
