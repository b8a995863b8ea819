/// The work on one document, which says from time to time how far it is: so it ends at its limits and with its task, and
/// leaves the thread to others meanwhile.
struct LimitedWork: Sendable {
    /// About a millisecond of work.
    private static let bytesBetweenLooks = 64 * 1024

    private let limits: TextExtractor.Limits
    private let now: @Sendable () -> ContinuousClock.Instant
    private let end: ContinuousClock.Instant
    private var bytesSinceLook = 0

    init(_ limits: TextExtractor.Limits, now: @escaping @Sendable () -> ContinuousClock.Instant) {
        self.limits = limits
        self.now = now
        end = now() + limits.time
    }

    /// - Parameters:
    ///   - bytes: how many were read since the last call.
    ///   - textBytes: how many bytes of text were found so far.
    mutating func read(_ bytes: Int, textBytes: Int) async throws(ExtractionFailure) {
        try check(textBytes: textBytes)
        bytesSinceLook += bytes
        guard bytesSinceLook >= Self.bytesBetweenLooks else { return }
        bytesSinceLook = 0
        await Task.yield()
        guard !Task.isCancelled else { throw .cancelled }
        guard now() < end else {
            throw .limit("Reading the file took more than \(limits.time.components.seconds) s. Split it.")
        }
    }

    func check(textBytes: Int) throws(ExtractionFailure) {
        guard textBytes <= limits.textBytes else {
            throw .limit("The file holds more than \(limits.textBytes) bytes of text. Split it.")
        }
    }
}
