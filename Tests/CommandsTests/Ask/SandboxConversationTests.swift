import AssistantModel
import Conversation
import Deployment
import OpenAIAPI
import Synchronization
import Testing

@testable import Commands

/// Conversations against the sandbox, over HTTP as a command has them.
@Suite("Asking the sandbox through responses", .timeLimit(.minutes(5)))
struct SandboxConversationTests {
    /// An assistant of the ready request, with one document behind file search.
    private func withAccount(
        tools: [Tool],
        _ body: @escaping @Sendable (any OpenAIClient, ResponsesRequest) async throws -> Void
    ) async throws {
        try await withEmbeddedAccount { client in
            let store = try await client.createVectorStore(VectorStoreParameters(name: .value("handbook")))
            let definition = AssistantDefinition(
                model: "gpt-6-luna",
                instructions: "Be kind.",
                reasoningEffort: "none",
                temperature: 0.2,
                metadata: ["team": "support"],
                tools: tools
            )
            try await body(client, ResponsesRequest(definition: definition, vectorStoreID: store.id))
        }
    }

    private func conversation(
        _ client: any OpenAIClient,
        _ request: ResponsesRequest,
        isStored: Bool
    ) -> ResponsesConversation {
        ResponsesConversation(
            client: client,
            request: request.body,
            isStored: isStored
        )
    }

    @Test("the ready request is accepted, and a conversation goes on, stored or not", arguments: [false, true])
    func conversation(isStored: Bool) async throws {
        let tools: [Tool] = [
            .fileSearch(FileSearchTool(maxNumResults: 4, rankingOptions: .init(scoreThreshold: 0.1))), .codeInterpreter,
            .function(FunctionTool(name: "opening_hours", strict: true)),
        ]
        try await withAccount(tools: tools) { client, request in
            let talk = conversation(client, request, isStored: isStored)
            let text = Mutex("")
            func ask(_ question: String) async throws -> Answer {
                try await talk.ask(question, calling: LocalFunctions([], variables: [:])) { event in
                    if case .text(let more) = event { text.withLock { $0 += more } }
                }
            }
            let first = try await ask("Calculate the price of two tyres.")
            #expect(first.ending == .complete)
            #expect(first.storedID?.hasPrefix("resp_") == (isStored ? true : nil))
            let second = try await ask("And of three?")
            #expect(second.ending == .complete)
            #expect((second.usage?.input ?? 0) > (first.usage?.input ?? 0), "it has the first question in mind")
            #expect(text.withLock { $0 }.contains("The sandbox runs no language model"))
        }
    }

    @Test("a function runs as a command, and its output comes back in the answer", arguments: [false, true])
    func function(isStored: Bool) async throws {
        let tool = Tool.function(FunctionTool(name: "opening_hours"))
        try await withAccount(tools: [tool]) { client, request in
            let talk = conversation(client, request, isStored: isStored)
            let command = try #require(FunctionCommand(argument: "opening_hours=echo nine to five"))
            let text = Mutex("")
            let answer = try await talk.ask("Use opening_hours.", calling: LocalFunctions([command], variables: [:])) {
                event in
                if case .text(let more) = event { text.withLock { $0 += more } }
            }
            #expect(answer.ending == .complete)
            #expect(text.withLock { $0 }.contains("opening_hours: nine to five"))
        }
    }

    @Test("what the server refuses is an error with its words")
    func refused() async throws {
        try await withAccount(tools: []) { client, request in
            var request = request
            request.definition.topP = 7
            let talk = conversation(client, request, isStored: false)
            let error = await #expect(throws: ConversationError.self) {
                try await talk.ask("Hello?", calling: LocalFunctions([], variables: [:])) { _ in }
            }
            #expect(error?.underlying?.code == .invalidRequest)
            #expect(error?.message.contains("top_p") == true)
        }
    }
}
