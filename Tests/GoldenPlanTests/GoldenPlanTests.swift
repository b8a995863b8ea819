import Planning
import Rendering
import TestSupport
import Testing

@Suite("One project with everything, in every format")
struct GoldenPlanTests {
    @Test("the plan in every format", arguments: PlanFormats.all)
    func snapshot(format: PlanFormats.Format) throws {
        try expectSnapshot(format.render(GoldenProject().plan), named: "plan", extension: format.fileExtension)
    }
}
