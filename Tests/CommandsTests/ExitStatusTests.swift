import AssistantModel
import Planning
import Testing

@testable import Commands

@Suite("What the exit code of a run says")
struct ExitStatusTests {
    private func entry(_ outcome: ApplyReport.Outcome) -> ApplyReport.Entry {
        let change = ResourceChange(address: .assistant("helpdesk"), action: .create, reasons: [ChangeReason(.new)])
        return ApplyReport.Entry(change: change, outcome: outcome)
    }

    @Test("a complete run ends with success")
    func complete() {
        #expect(PlannedChange.status(after: ApplyReport(entries: [entry(.done)])) == nil)
    }

    @Test("a failure behind a finished change is part-way")
    func partway() {
        let report = ApplyReport(entries: [entry(.done), entry(.failed(message: "500"))], wroteSomething: true)
        #expect(PlannedChange.status(after: report) == .partway)
    }

    @Test("a failure of the first change, with nothing left behind, changed nothing")
    func nothingChanged() {
        let report = ApplyReport(entries: [entry(.failed(message: "403")), entry(.notStarted)])
        #expect(PlannedChange.status(after: report) == .failed)
    }

    @Test("a failure behind a write that finished no change is part-way")
    func unfinishedWrite() {
        let report = ApplyReport(entries: [entry(.failed(message: "500"))], wroteSomething: true)
        #expect(PlannedChange.status(after: report) == .partway)
    }

    @Test("an interrupted run is part-way although no change failed")
    func interrupted() {
        let report = ApplyReport(
            entries: [entry(.done), entry(.notStarted)],
            wasInterrupted: true,
            wroteSomething: true
        )
        #expect(PlannedChange.status(after: report) == .partway)
    }
}
