import Foundation
import FuzzChecks
import Testing

/// A short run of what `make fuzz` does at length: every committed input, and mutations of them that are the same in
/// every run.
@Suite("Inputs that nobody wrote")
struct CorpusTests {
    /// Loading a project in debug takes a hundred times as long as parsing JSON.
    private static let mutationCounts: [(FuzzTarget, Int)] = [
        (.yaml, 1_000), (.manifest, 200), (.answers, 1_000), (.zip, 500), (.schema, 150), (.office, 300),
        // Each starts a program.
        (.pdf, 20),
    ]

    @Test("inputs of the corpus are read without a crash, and what has to hold does", arguments: FuzzTarget.allCases)
    func corpus(target: FuzzTarget) async throws {
        let inputs = try Corpus.inputs(of: target)
        #expect(inputs.count >= 20)
        for (name, bytes) in inputs {
            let violation = await target.violation(bytes)
            #expect(violation == nil, "\(target.rawValue)/\(name)")
        }
    }

    @Test("mutations of the corpus are read without a crash, and what has to hold does", arguments: mutationCounts)
    func mutations(target: FuzzTarget, count: Int) async throws {
        var mutator = CorpusMutator(try Corpus.inputs(of: target).map(\.bytes), seed: 20_260_828)
        for number in 0..<count {
            let bytes = mutator.next()
            if let violation = await target.violation(bytes) {
                Issue.record("mutation \(number): \(violation): \(Data(bytes).base64EncodedString())")
                return
            }
        }
    }
}
