import Conversation
import Foundation
import OpenAIAPI
import OrderedJSON
import Programs
import Testing

@testable import Commands

@Suite("Functions as local commands", .timeLimit(.minutes(5)))
struct LocalFunctionsTests {
    private let call = try? FunctionCall(
        from: JSONCursor(["call_id": "call_1", "name": "lookup_order", "arguments": #"{"n":1}"#])
    )

    private func output(_ command: String, limits: Program.Limits = LocalFunctions.limits) async throws -> String {
        let functions = LocalFunctions(
            [try #require(FunctionCommand(argument: "lookup_order=\(command)"))],
            variables: ["PATH": "/usr/bin:/bin", "SHOP": "Malmö"],
            limits: limits
        )
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
        let error = await #expect(throws: ConversationError.self) { try await output(command) }
        #expect(error?.code == .functionFailed)
        #expect(error?.message == message)
    }

    @Test("a command has the variables that it was given")
    func environment() async throws {
        #expect(try await output("echo \"$SHOP\"") == "Malmö\n")
    }

    @Test("a command that does not end, or prints without end, is ended, and what to do is said")
    func limits() async throws {
        let hanging = await #expect(throws: ConversationError.self) {
            try await output("sleep 3600", limits: Program.Limits(time: .seconds(1), outputBytes: 10))
        }
        #expect(
            hanging?.message == "the command for lookup_order ran for more than 1 s and was ended: `sleep 3600`. "
                + "Let it answer sooner, and leave long work to the background."
        )
        let endless = await #expect(throws: ConversationError.self) {
            try await output("yes", limits: Program.Limits(time: .seconds(50), outputBytes: 10))
        }
        #expect(
            endless?.message == "the command for lookup_order printed more than 10 bytes and was ended: `yes`. "
                + "A model takes no more: let it print what the question needs."
        )
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
