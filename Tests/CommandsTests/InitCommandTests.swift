import Testing

@testable import Commands

@Suite("The first project")
struct InitCommandTests {
    @Test(
        "the folder's name becomes a valid project name",
        arguments: [
            ("Acme Support", "acme-support"), ("api_v2", "api-v2"), ("--", "my-assistants"), ("Büro", "b-ro"),
            (String(repeating: "a", count: 40), String(repeating: "a", count: 36)),
            (String(repeating: "a", count: 35) + "-b", String(repeating: "a", count: 35)),
        ]
    )
    func projectName(folder: String, expected: String) {
        #expect(InitCommand.projectName(from: folder) == expected)
    }

    @Test("a name that YAML would take for something else is quoted", arguments: ["2026", "1e3", "on", "null", "y"])
    func quotedName(name: String) {
        #expect(StarterProject(project: name).files[0].text.hasPrefix("project: \"\(name)\"\n"))
        #expect(StarterProject(project: "on-call").files[0].text.hasPrefix("project: on-call\n"))
    }
}
