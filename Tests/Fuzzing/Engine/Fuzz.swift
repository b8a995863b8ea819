import Dispatch
import FuzzChecks

#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#endif

/// Runs one target under libFuzzer: `assistantctl-fuzz TARGET [LIBFUZZER OPTION OR CORPUS]...`
@main
enum Fuzz {
    /// What libFuzzer calls; set once, before it starts.
    nonisolated(unsafe) fileprivate static var target = FuzzTarget.yaml

    static func main() {
        var arguments = CommandLine.arguments
        guard arguments.count > 1, let target = FuzzTarget(rawValue: arguments.remove(at: 1)) else {
            let names = FuzzTarget.allCases.map(\.rawValue).joined(separator: "|")
            let usage = "usage: assistantctl-fuzz \(names) [libFuzzer option or corpus folder]...\n"
            write(STDERR_FILENO, usage, usage.utf8.count)
            exit(64)
        }
        self.target = target
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
    let done = DispatchSemaphore(value: 0)
    Task.detached {
        if let violation = await target.violation(bytes) { fatalError(violation) }
        done.signal()
    }
    done.wait()
    return 0
}
