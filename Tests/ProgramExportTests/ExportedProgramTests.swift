import OrderedJSON
import ProgramExport
import Testing

@Suite("Programs in every language")
struct ExportedProgramTests {
    private static let languages = ExportLanguage.allCases

    private static func program(_ task: ExportedProgram.Task, hidesSecrets: Bool = false) -> ExportedProgram {
        ExportedProgram(
            key: "helper",
            name: "The Helper",
            description: "Helps.\n'); system('rm -rf /') // */",
            account: ExportedAccount(
                baseURL: "https://gateway.example/v1",
                isBaseURLFixed: true,
                keyVariable: "SHOP_KEY",
                organization: "org-1",
                project: "proj_1"
            ),
            task: task,
            functions: [ExportedFunction(name: "stock", parameters: ["sku"])],
            hidesSecrets: hidesSecrets
        )
    }

    private static let request: JSONValue = ["model": "gpt-6-luna", "instructions": "Help."]

    @Test("name the account and the variable with its key", arguments: languages)
    func account(language: ExportLanguage) {
        for task in [
            ExportedProgram.Task.ask(.responses(request: Self.request, include: [])), .ask(.assistant(id: "asst_1")),
            .provision(Provision(result: .request, definition: Self.request, filesRoot: ".")),
            .provision(Provision(result: .assistant, definition: Self.request, filesRoot: ".")),
        ] {
            let source = language.source(of: Self.program(task))
            for word in ["https://gateway.example/v1", "SHOP_KEY", "org-1", "proj_1"] {
                #expect(source.contains(word), "\(word) in \(language)")
            }
            #expect(!source.contains("OPENAI_BASE_URL"), "an address that the project says is no other one")
            #expect(source.hasSuffix("\n") && !source.hasSuffix("\n\n"))
        }
    }

    @Test("say where something secret was left out", arguments: languages)
    func secrets(language: ExportLanguage) {
        let task = ExportedProgram.Task.ask(.responses(request: Self.request, include: []))
        #expect(language.source(of: Self.program(task, hidesSecrets: true)).contains("stands as <hidden>"))
        #expect(!language.source(of: Self.program(task)).contains("<hidden>"))
    }

    @Test("have a place for functions only where there are some", arguments: languages)
    func functions(language: ExportLanguage) {
        let task = ExportedProgram.Task.ask(.responses(request: Self.request, include: []))
        #expect(language.source(of: Self.program(task)).contains("Your code belongs here"))
        var plain = Self.program(task)
        plain.functions = []
        #expect(!language.source(of: plain).contains("Your code belongs here"))
    }

    @Test("refer to a store that is filled elsewhere, and upload nothing into it", arguments: languages)
    func existingStore(language: ExportLanguage) {
        let definition: JSONValue = [
            "model": "gpt-6-luna", "tools": [["type": "file_search", "vector_store_ids": []]],
        ]
        let provision = Provision(
            result: .request,
            definition: definition,
            filesRoot: ".",
            existingStoreID: "vs_123"
        )
        let source = language.source(of: Self.program(.provision(provision)))
        #expect(source.contains("[\"vs_123\"]"))
        #expect(!source.contains("/vector_stores") && !source.contains("upload"))
    }
}
