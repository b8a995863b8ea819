import ArgumentParser
import Sandbox

extension SandboxConfiguration.StreamDelays {
    /// Of `--stream-delays`: milliseconds, such as `800,30`; one number for both.
    ///
    /// - Throws: `ValidationError` for anything else, and for more than ten minutes.
    init(option text: String) throws {
        let numbers = text.split(separator: ",", omittingEmptySubsequences: false).map { Int($0) }
        guard (1...2).contains(numbers.count), let first = numbers[0], let next = numbers[numbers.count - 1],
            [first, next].allSatisfy({ (0...600_000).contains($0) })
        else { throw ValidationError("--stream-delays takes two numbers of milliseconds, such as 800,30") }
        self.init(first: .milliseconds(first), next: .milliseconds(next))
    }
}
