import Dispatch
import FuzzChecks
import Synchronization

#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#endif

/// Runs one target under libFuzzer: `FUZZ_TARGET=yaml assistantctl-fuzz [LIBFUZZER OPTION OR CORPUS]...`
///
/// The target stands in the environment because libFuzzer starts the program anew to merge corpora.
@main
enum Fuzz {
    /// What libFuzzer calls; set once, before it starts.
    nonisolated(unsafe) fileprivate static var target = FuzzTarget.yaml

    static func main() {
        guard let name = getenv("FUZZ_TARGET"), let target = FuzzTarget(rawValue: String(cString: name)) else {
            let usage = "FUZZ_TARGET must be one of \(FuzzTarget.allCases.map(\.rawValue).joined(separator: ", "))\n"
            write(STDERR_FILENO, usage, usage.utf8.count)
            exit(64)
        }
        self.target = target
        let arguments = CommandLine.arguments
        var count = Int32(arguments.count)
        // libFuzzer keeps the pointers until the process ends.
        var pointers: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>? = .allocate(capacity: arguments.count + 1)
        for (index, argument) in arguments.enumerated() { pointers?[index] = strdup(argument) }
        pointers?[arguments.count] = nil
        exit(runDriver(&count, &pointers, checkInput))
    }
}

@_silgen_name("LLVMFuzzerRunDriver")
private func runDriver(
    _ count: UnsafeMutablePointer<Int32>,
    _ arguments: UnsafeMutablePointer<UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>?>,
    _ check: @convention(c) (UnsafePointer<UInt8>?, Int) -> Int32
) -> Int32

/// A violation ends the process, and libFuzzer writes the input to a file.
private func checkInput(_ start: UnsafePointer<UInt8>?, _ count: Int) -> Int32 {
    let bytes = Array(UnsafeBufferPointer(start: start, count: count))
    let target = Fuzz.target
    let found = FoundViolation()
    let done = DispatchSemaphore(value: 0)
    // At once and on this thread: a change of threads takes longer than most inputs.
    Task.immediate {
        let violation = await target.violation(bytes)
        found.text.withLock { $0 = violation }
        done.signal()
    }
    done.wait()
    if let violation = found.text.withLock({ $0 }) { fatalError(violation) }
    return 0
}

private final class FoundViolation: Sendable {
    let text = Mutex<String?>(nil)
}
