import Deployment
import Foundation
import OpenAIAPI
import OrderedJSON
import Testing

@testable import Commands

@Suite("Functions as local commands", .timeLimit(.minutes(1)))
struct LocalFunctionsTests {
    private let call = try? FunctionCall(
        from: JSONCursor(["call_id": "call_1", "name": "lookup_order", "arguments": #"{"n":1}"#])
    )

    private func output(_ command: String) async throws -> String {
        let functions = LocalFunctions([try #require(FunctionCommand(argument: "lookup_order=\(command)"))])
        return try await functions.output(of: try #require(call))
    }

    @Test(
        "--call takes a name and a command, which may hold equals signs",
        arguments: [
            ("a=b", "a", "b"), ("lookup_order=./lookup --by=number", "lookup_order", "./lookup --by=number"),
        ]
    )
    func parses(argument: String, name: String, command: String) {
        let parsed = FunctionCommand(argument: argument)
        #expect(parsed?.name == name)
        #expect(parsed?.command == command)
    }

    @Test("--call refuses what has no name or no command", arguments: ["", "a", "=b", "a=", "a= "])
    func refuses(argument: String) {
        #expect(FunctionCommand(argument: argument) == nil)
    }

    @Test("the arguments are the input, what is printed is the output")
    func pipes() async throws {
        #expect(try await output("cat; printf ' ok'") == #"{"n":1} ok"#)
        #expect(try await output("true") == "")
        #expect(try await output("head -c 300000 /dev/zero | tr '\\0' x").count == 300_000)
    }

    @Test(
        "a command that fails says how",
        arguments: [
            ("exit 3", "the command for lookup_order ended with exit code 3: `exit 3`."),
            ("kill -9 $$", "the command for lookup_order was ended by signal 9: `kill -9 $$`."),
            ("printf '\\377'", "the command for lookup_order printed what is not UTF-8: `printf '\\377'`."),
        ]
    )
    func failures(command: String, message: String) async throws {
        let error = await #expect(throws: DeploymentError.self) { try await output(command) }
        #expect(error?.code == .functionFailed)
        #expect(error?.message == message)
    }

    @Test("who is cancelled stops the command and what it started", .timeLimit(.minutes(5)))
    func cancelled() async throws {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("ask-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let (started, late) = (folder.appendingPathComponent("started"), folder.appendingPathComponent("late"))
        await withTaskGroup(of: Void.self) { group in
            group.addTask {
                _ = try? await output("touch '\(started.path)'; sleep 3600; touch '\(late.path)'")
            }
            while !FileManager.default.fileExists(atPath: started.path) { await Task.yield() }
            group.cancelAll()
        }
        #expect(!FileManager.default.fileExists(atPath: late.path))
    }
}
