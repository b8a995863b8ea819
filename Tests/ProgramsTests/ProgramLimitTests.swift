import Foundation
import TestSupport
import Testing

@testable import Programs

@Suite("Limits of programs that we run", .timeLimit(.minutes(5)))
struct ProgramLimitTests {
    /// - Parameter ready: the file that a script makes when it has come to where its time is to be up.
    private func program(_ fake: FakeProgram, outputBytes: Int = 1000, upAfter ready: String? = nil) -> Program {
        Program(
            "fake",
            arguments: [],
            environment: ["PATH": fake.path],
            limits: Program.Limits(time: .seconds(7), outputBytes: outputBytes),
            sleep: { _ in
                guard let ready else { return try await Task.sleep(for: .seconds(3600)) }
                try await fake.wait(for: ready)
            }
        )
    }

    @Test(
        "a program that hangs is ended when its time is up, with what it started",
        arguments: [
            // Both obey.
            "sleep 3600 & echo $! > \"$here/child\"; : > \"$here/ready\"; wait",
            // Both ignore SIGTERM.
            "trap '' TERM; sleep 3600 & echo $! > \"$here/child\"; : > \"$here/ready\"; while :; do wait; done",
            // What it started ignores SIGTERM, and has the output open.
            "(trap '' TERM; exec sleep 3600) & echo $! > \"$here/child\"; sleep 0.2; : > \"$here/ready\"; wait",
            // It has closed its output.
            "exec >&-; sleep 0.2; sleep 3600 & echo $! > \"$here/child\"; : > \"$here/ready\"; wait",
        ]
    )
    func hangs(script: String) async throws {
        let fake = try FakeProgram("fake", script: "echo $$ > \"$here/self\"; \(script)")
        defer { fake.remove() }
        let failure = await #expect(throws: ProgramFailure.timeLimit(.seconds(7))) {
            try await program(fake, upAfter: "ready").run()
        }
        #expect(failure?.predicate == "ran for more than 7 s and was ended")
        try await fake.waitForEnd(ofProcessIn: "self")
        try await fake.waitForEnd(ofProcessIn: "child")
    }

    @Test("a program is asked to end before it is killed")
    func asked() async throws {
        let fake = try FakeProgram(
            "fake",
            script: "trap ': > \"$here/asked\"; exit' TERM; : > \"$here/ready\"; while :; do sleep 0.05; done"
        )
        defer { fake.remove() }
        await #expect(throws: ProgramFailure.timeLimit(.seconds(7))) {
            try await program(fake, upAfter: "ready").run()
        }
        #expect(fake.has("asked"))
    }

    @Test("a program that prints without end is ended at the limit, with what it started")
    func endless() async throws {
        let fake = try FakeProgram("fake", script: "echo $$ > \"$here/self\"; yes & echo $! > \"$here/child\"; wait")
        defer { fake.remove() }
        let failure = await #expect(throws: ProgramFailure.outputLimit(100_000)) {
            try await program(fake, outputBytes: 100_000).run()
        }
        #expect(failure?.predicate == "printed more than 100000 bytes and was ended")
        try await fake.waitForEnd(ofProcessIn: "self")
        try await fake.waitForEnd(ofProcessIn: "child")
    }

    @Test("the limit of output is what may be printed")
    func exactOutput() async throws {
        let fake = try FakeProgram("fake", script: "printf 12345")
        defer { fake.remove() }
        #expect(try await program(fake, outputBytes: 5).run().output == Array("12345".utf8))
        await #expect(throws: ProgramFailure.outputLimit(4)) { try await program(fake, outputBytes: 4).run() }
    }

    @Test("a program that left something in the background has ended when it has")
    func background() async throws {
        let fake = try FakeProgram(
            "fake",
            script: "(until [ -e \"$here/go\" ]; do sleep 0.05; done; : > \"$here/went\") & echo done"
        )
        defer { fake.remove() }
        #expect(try await program(fake).run().output == Array("done\n".utf8))
        // It goes on.
        try fake.write("go")
        try await fake.wait(for: "went")
    }

    @Test("who is cancelled ends the program and what it started")
    func cancelled() async throws {
        let fake = try FakeProgram(
            "fake",
            script: "echo $$ > \"$here/self\"; (trap '' TERM; exec sleep 3600) & echo $! > \"$here/child\"; "
                + "sleep 0.2; : > \"$here/ready\"; wait"
        )
        defer { fake.remove() }
        await withTaskGroup(of: ProgramFailure?.self) { group in
            group.addTask {
                do throws(ProgramFailure) {
                    _ = try await program(fake).run()
                    return nil
                } catch {
                    return error
                }
            }
            try? await fake.wait(for: "ready")
            group.cancelAll()
            #expect(await group.next() == .cancelled)
        }
        try await fake.waitForEnd(ofProcessIn: "self")
        try await fake.waitForEnd(ofProcessIn: "child")
    }

    @Test("many slow programs at once leave the threads to others")
    func manyAtOnce() async throws {
        let fake = try FakeProgram(
            "fake",
            script: ": > \"$here/started-$$\"; until [ -e \"$here/go\" ]; do sleep 0.05; done; echo done"
        )
        defer { fake.remove() }
        try await withThrowingTaskGroup(of: [UInt8].self) { group in
            for _ in 0..<16 { group.addTask { try await program(fake).run().output } }
            // This only comes to its end when all of them run at once and this task too.
            while try fake.files.count(where: { $0.hasPrefix("started-") }) < 16 {
                try await Task.sleep(for: .milliseconds(5))
            }
            try fake.write("go")
            for try await output in group { #expect(output == Array("done\n".utf8)) }
        }
    }
}
