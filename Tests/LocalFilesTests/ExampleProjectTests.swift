import AssistantModel
import Foundation
import LocalFiles
import ManifestLoading
import Testing

@Suite("The example project")
struct ExampleProjectTests {
    @Test("it loads without a problem, for every environment")
    func load() throws {
        let repository = URL(fileURLWithPath: #filePath)
            .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        let project = LocalProject(folder: "assistants", workingFolder: repository.path)
        let loader = ManifestLoader(reader: project)
        let settings = try #require(loader.load(environment: nil).settings)
        #expect(!settings.environments.isEmpty)
        for environment in settings.environments {
            let result = loader.load(environment: environment.name)
            #expect(result.diagnostics == [])
            let desired = try #require(result.desired)
            #expect(!desired.assistants.isEmpty && !desired.filePaths.isEmpty)
        }
    }
}
