import AssistantModel

/// Something that goes wrong while a story runs.
struct FaultCase: Sendable, CustomStringConvertible {
    /// What of the story is struck.
    enum Target: Sendable, Equatable {
        /// The request with this number, from 0 on.
        case request(Int)
        /// It and every one behind it.
        case allFrom(Int)
        /// How the account behaves, from the first request to the last.
        case account
    }

    let prepared: PreparedStory
    /// As the sandbox reads it.
    let fault: String
    let target: Target
    /// Whether the client's repetitions are to hide it: the run has to be complete.
    var isHealed = false
    /// Whether nobody can bring the run to its end: it must not be called complete.
    var isFatal = false

    var text: String {
        switch target {
        case .request(let number): "\(fault) skip=\(number) times=1"
        case .allFrom(let number): "\(fault) skip=\(number)"
        case .account: fault
        }
    }

    var description: String {
        let story = "\(prepared.story) on \(prepared.api.rawValue), \(fault)"
        return switch target {
        case .request(let number): "\(story) at request \(number + 1) (\(prepared.lines[number]))"
        case .allFrom(let number): "\(story) from request \(number + 1) on (\(prepared.lines[number]))"
        case .account: story
        }
    }
}
