import Foundation
import Testing

@testable import Programs

@Suite("Programs that we run", .timeLimit(.minutes(5)))
struct ProgramTests {
    private func shell(_ script: String, environment: [String: String] = ["PATH": "/usr/bin:/bin"]) -> Program {
        Program(
            "/bin/sh",
            arguments: ["-c", script],
            environment: environment,
            limits: Program.Limits(time: .seconds(50), outputBytes: 1_000_000)
        )
    }

    private func text(_ outcome: ProgramOutcome) -> String { String(decoding: outcome.output, as: UTF8.self) }

    @Test("reads its input, prints its output, and says how it ended")
    func outcome() async throws {
        let outcome = try await shell("tr a-z A-Z; exit 3").run(input: Array("saddle".utf8))
        #expect(text(outcome) == "SADDLE")
        #expect(outcome.ending == .exit(3))
        #expect(try await shell("kill -9 $$").run().ending == .signal(9))
        #expect(try await shell("cat").run() == ProgramOutcome(ending: .exit(0), output: []))
    }

    @Test("input that nobody reads stops nobody")
    func unreadInput() async throws {
        let input = [UInt8](repeating: 0x61, count: 1_000_000)
        #expect(try await shell("exec <&-; echo done").run(input: input).ending == .exit(0))
        #expect(try await shell("wc -c").run(input: input).output.starts(with: Array("1000000".utf8)))
    }

    @Test("sees the variables that it was given, and no others")
    func environment() async throws {
        let outcome = try await shell("/usr/bin/env", environment: ["CITY": "Malmö"]).run()
        let names = text(outcome).split(separator: "\n").map { String($0.prefix { $0 != "=" }) }
        // The shell adds these.
        #expect(names.filter { !["PWD", "OLDPWD", "SHLVL", "_"].contains($0) } == ["CITY"])
        #expect(text(outcome).contains("CITY=Malmö\n"))
    }

    @Test("does not ignore the signals that this process ignores")
    func signals() async throws {
        // Nobody in this process misses it: it does nothing by default.
        signal(SIGURG, SIG_IGN)
        defer { signal(SIGURG, SIG_DFL) }
        let outcome = try await shell("grep -E '^Sig(Blk|Ign)' /proc/self/status").run()
        let masks = text(outcome).split(whereSeparator: \.isWhitespace).compactMap { UInt64($0, radix: 16) }
        // Signals 32 and 33 are the C library's own.
        #expect(masks.map { $0 & 0x7FFF_FFFF } == [0, 0])
    }

    @Test(
        "one that is not there, or that may not be run, is not found",
        arguments: ["no-such-program-here", "/no/such/program", "/etc/passwd"]
    )
    func missing(executable: String) async throws {
        let program = Program(
            executable,
            arguments: [],
            environment: [:],
            limits: Program.Limits(time: .seconds(50), outputBytes: 10)
        )
        await #expect(throws: ProgramFailure.notFound) { try await program.run(input: [1]) }
    }

    @Test("minimal variables are what programs need, and keys of accounts go to none")
    func variables() {
        let all = [
            "PATH": "/bin", "HOME": "/h", "OPENAI_API_KEY": "k1", "OPENAI_ADMIN_KEY": "k2", "GATEWAY_KEY": "k3",
            "EDITOR": "vi",
        ]
        #expect(ProgramEnvironment.minimal(all) == ["PATH": "/bin", "HOME": "/h"])
        #expect(
            ProgramEnvironment.withoutKeys(all, keyVariables: ["GATEWAY_KEY"])
                == ["PATH": "/bin", "HOME": "/h", "EDITOR": "vi"]
        )
    }
}
