import Foundation
import Subprocess

#if canImport(System)
    import System
#else
    import SystemPackage
#endif

/// A program that this one runs: within limits, with an environment that was chosen for it, and without holding a thread.
///
/// It starts in a process group of its own, with signals as the system sets them at first, whatever this process ignores
/// (as under `nohup`) or listens to.
package struct Program: Sendable {
    /// How far a program may go before it is ended, with everything that it started.
    package struct Limits: Hashable, Sendable {
        package var time: Duration
        /// What it may print to its standard output.
        package var outputBytes: Int

        package init(time: Duration, outputBytes: Int) {
            self.time = time
            self.outputBytes = outputBytes
        }
    }

    /// Where what it prints to its standard error goes.
    package enum Errors: Hashable, Sendable {
        case nowhere
        /// To the standard error of this process.
        case shown
    }

    /// A name, which is looked for on the `PATH` of its environment (else of this process), or a path with a slash in it.
    package var executable: String
    package var arguments: [String]
    /// All the variables that it gets: see ``ProgramEnvironment``.
    package var environment: [String: String]
    package var limits: Limits
    package var errors: Errors
    /// Waits for the limit of time.
    package var sleep: @Sendable (Duration) async throws -> Void

    package init(
        _ executable: String,
        arguments: [String],
        environment: [String: String],
        limits: Limits,
        errors: Errors = .nowhere,
        sleep: @escaping @Sendable (Duration) async throws -> Void = { try await Task.sleep(for: $0) }
    ) {
        self.executable = executable
        self.arguments = arguments
        self.environment = environment
        self.limits = limits
        self.errors = errors
        self.sleep = sleep
    }

    /// Runs it to its end. A program that fails is an outcome and no error. A cancelled task ends it like a limit.
    ///
    /// - Parameter input: what it reads from its standard input. Need not be read.
    package func run(input: [UInt8] = []) async throws(ProgramFailure) -> ProgramOutcome {
        let outcome: ProgramOutcome
        do {
            let result = try await Subprocess.run(
                configuration,
                input: .fileDescriptor(ProgramInput.open(input), closeAfterSpawningProcess: true),
                output: .sequence,
                error: errorOutput()
            ) { execution in
                try await output(of: execution)
            }
            outcome = ProgramOutcome(ending: .init(result.terminationStatus), output: result.closureResult)
        } catch let failure as ProgramFailure {
            throw failure
        } catch is CancellationError {
            throw .cancelled
        } catch let error as SubprocessError where error.code == .executableNotFound {
            throw .notFound
        } catch {
            throw .system("\(error)")
        }
        // It may have printed all before it was ended because of that.
        guard !Task.isCancelled else { throw .cancelled }
        return outcome
    }

    private var configuration: Configuration {
        var options = PlatformOptions()
        options.processGroupID = 0
        options.teardownSequence = Self.teardown
        var variables: [Environment.Key: String] = [:]
        for (name, value) in environment { variables[.init(stringLiteral: name)] = value }
        return Configuration(
            executable: executable.contains("/") ? .path(FilePath(executable)) : .name(executable),
            arguments: Arguments(arguments),
            environment: .custom(variables),
            platformOptions: options
        )
    }

    private func errorOutput() throws -> FileDescriptorOutput {
        switch errors {
        case .nowhere:
            .fileDescriptor(try FileDescriptor.open("/dev/null", .writeOnly), closeAfterSpawningProcess: true)
        case .shown: .currentStandardError
        }
    }
}

extension Program {
    /// Who is to end is asked first.
    private static let teardown: [TeardownStep] = [
        .gracefulShutDown(toProcessGroup: true, allowedDurationToNextStep: .seconds(2))
    ]

    /// What it printed until its end.
    ///
    /// - Throws: what kept it from ending by itself; it is ended then.
    private func output(
        of execution: Execution<FileDescriptorInput, SequenceOutput, FileDescriptorOutput>
    ) async throws -> [UInt8] {
        do {
            return try await withThrowingTaskGroup(of: [UInt8]?.self) { group in
                group.addTask {
                    let bytes = try await collect(execution.standardOutput)
                    try await Self.ending(of: execution.processIdentifier)
                    return bytes
                }
                group.addTask {
                    try await sleep(limits.time)
                    return nil
                }
                defer { group.cancelAll() }
                guard let bytes = try await group.next() ?? nil else { throw ProgramFailure.timeLimit(limits.time) }
                return bytes
            }
        } catch {
            await execution.teardown(using: Self.teardown)
            // That stops where the program has ended; what it started may have ignored the question. Nobody has collected
            // the program yet, so that its number cannot be somebody else's. An error says that nothing is left.
            try? execution.send(signal: .kill, toProcessGroup: true)
            throw error
        }
    }

    private func collect(_ output: SubprocessOutputSequence) async throws -> [UInt8] {
        var bytes: [UInt8] = []
        for try await buffer in output {
            // Reading does not look, as long as there is something to read.
            try Task.checkCancellation()
            guard buffer.count <= limits.outputBytes - bytes.count else {
                throw ProgramFailure.outputLimit(limits.outputBytes)
            }
            buffer.withUnsafeBytes { bytes.append(contentsOf: $0) }
        }
        // A cancelled read looks like the end.
        try Task.checkCancellation()
        return bytes
    }

    /// Waits until a program that prints no more has ended: mostly it has, and the library tells only later.
    private static func ending(of process: ProcessIdentifier) async throws {
        var pause = Duration.milliseconds(1)
        while isRunning(process.value) {
            try await Task.sleep(for: pause)
            pause = min(pause * 2, .milliseconds(100))
        }
    }

    private static func isRunning(_ process: pid_t) -> Bool {
        var state = siginfo_t()
        // WNOWAIT: the library is to collect it.
        return waitid(P_PID, id_t(process), &state, WEXITED | WNOHANG | WNOWAIT) == 0 && state.si_signo == 0
    }
}
