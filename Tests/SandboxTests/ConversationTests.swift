import OrderedJSON
import Testing

@testable import Sandbox

@Suite("Conversations, containers and hosts that lack a part")
struct ConversationTests {
    @Test("a conversation gathers the turns of its responses")
    func turns() async throws {
        try await withSandbox { account in
            let conversation = try await account.post(
                "/conversations",
                ["metadata": ["topic": "frames"], "items": [["role": "user", "content": "I ride."]]]
            )
            #expect(conversation.json["object"] == "conversation")
            let path = "/conversations/\(conversation.id)"
            let answer = try await account.post(
                "/responses",
                ["model": "gpt-6-luna", "input": "Hello", "conversation": .string(conversation.id)]
            )
            #expect(answer.json["conversation"] == ["id": .string(conversation.id)])
            let items = try await account.get("\(path)/items?order=asc")
            #expect(items.json["data"]?.arrayValue?.map { $0["role"]?.stringValue } == ["user", "user", "assistant"])
            #expect(try await account.get("\(path)/items?limit=1").json["has_more"] == true)
            let added = try await account.post("\(path)/items", ["items": [["role": "user", "content": "More"]]])
            #expect(added.ids.count == 1)
            #expect(try await account.get("\(path)/items/\(added.ids[0])").json["role"] == "user")
            #expect(try await account.delete("\(path)/items/\(added.ids[0])").json["object"] == "conversation")
            #expect(try await account.get("\(path)/items/\(added.ids[0])").status == 404)
            #expect(try await account.post(path, ["metadata": [:]]).json["metadata"] == [:])
            #expect(try await account.delete(path).json["object"] == "conversation.deleted")
            #expect(try await account.get(path).status == 404)
        }
    }

    @Test("a code interpreter gets a container with its files, and says that nothing ran")
    func interpreter() async throws {
        try await withSandbox { account in
            let file = try await account.upload("prices.csv", "a,b")
            let answer = try await account.post(
                "/responses",
                [
                    "model": "gpt-6-luna", "input": "Compute the average.",
                    "include": ["code_interpreter_call.outputs"],
                    "tools": [
                        ["type": "code_interpreter", "container": ["type": "auto", "file_ids": [.string(file)]]]
                    ],
                ]
            )
            let call = try #require(answer.json["output"]?.arrayValue?.first)
            #expect(call["type"] == "code_interpreter_call")
            #expect(call["outputs"]?.arrayValue?.first?["logs"] == "The sandbox runs no code.")
            let path = "/containers/\(call["container_id"]?.stringValue ?? "")"
            #expect(try await account.get(path).json["status"] == "running")
            let files = try await account.get("\(path)/files")
            #expect(files.json["data"]?.arrayValue?.first?["path"] == "/mnt/data/prices.csv")
            #expect(try await account.get("\(path)/files/\(files.ids[0])/content").text == "a,b")
            account.time.advance(by: 1200)
            #expect(try await account.get(path).json["status"] == "expired")
            #expect(try await account.delete(path).json["deleted"] == true)
            #expect(try await account.get(path).status == 404)
        }
    }

    @Test("containers take files by id and by upload")
    func containers() async throws {
        try await withSandbox { account in
            let container = try await account.post("/containers", ["name": "work", "memory_limit": "4g"])
            #expect(container.json["expires_after"] == ["anchor": "last_active_at", "minutes": 20])
            let endless: JSONValue = ["anchor": "last_active_at", "minutes": .integer(Int.max)]
            let lasting = try await account.post("/containers", ["name": "archive", "expires_after": endless])
            #expect(lasting.json["status"] == "running")
            let path = "/containers/\(container.id)/files"
            let upload = FormFile(field: "file", name: "b.txt", content: Array("b".utf8))
            let added = try await account.post(path, form: [], file: upload)
            #expect(added.json["path"] == "/mnt/data/b.txt")
            #expect(try await account.post(path, ["file_id": "file-1"]).status == 404)
            #expect(try await account.delete("\(path)/\(added.id)").json["deleted"] == true)
            #expect(try await account.get("/containers?name=work").ids == [container.id])
            #expect(try await account.post("/containers", ["file_ids": []]).errorParameter == "name")
        }
    }

    @Test("a disabled part answers like an unknown address, the others stay", arguments: Surface.allCases)
    func disabled(_ surface: Surface) async throws {
        try await withSandbox {
            $0.disabled = [surface]
        } _: { account in
            let paths: [Surface: [String]] = [
                .skills: ["/skills"], .assistants: ["/assistants", "/threads/thread_1"],
                .responses: ["/responses/resp_1", "/conversations/conv_1", "/containers"],
            ]
            for (other, addresses) in paths {
                for address in addresses {
                    let answer = try await account.get(address)
                    #expect((answer.errorCode == "unknown_url") == (other == surface), "\(address)")
                }
            }
            #expect(try await account.get("/vector_stores").status == 200)
        }
    }
}
