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
    /// Whether it passes by itself: the run has to be complete, and soon.
    var isPassing = false
    /// What the account does besides, from the first request to the last.
    var background: String?
    /// Whether the run may leave what the next one takes away or puts right: what takes effect, or shows, too late for it.
    var mayNeedNextRun = false
    /// Whether the next run begins at once, and not after all leases.
    var isFollowedAtOnce = false
    /// Whether nobody can bring the run to its end: it must not be called complete.
    var isFatal = false

    var text: String {
        switch target {
        case .request(let number): "\(fault) skip=\(number) times=1"
        case .allFrom(let number): "\(fault) skip=\(number)"
        case .account: fault
        }
    }

    /// How many releases another run publishes: none where no registry is there yet.
    var competingReleases: Int {
        guard fault.hasPrefix("competing-release as=release"), case .request(let number) = target else { return 0 }
        let hasRegistry = !prepared.story.before.isEmpty || prepared.lines[..<number].contains("POST skills")
        return hasRegistry ? 1 : 0
    }

    /// Whether the competitor, who heeds no lock, comes between our last look and the request that makes our release
    /// live. The server has no compare-and-set, so our release follows one that it does not know; the other stays on the
    /// account as a version, and that is all that can be asked for.
    var isBlindToCompetitor: Bool {
        guard case .request(let number) = target else { return false }
        let words = prepared.lines[number].split(separator: "/")
        return words.count == 2 && words[0] == "POST skills"
    }

    var description: String {
        let besides = (background.map { ", \($0)" } ?? "") + (isFollowedAtOnce ? ", followed at once" : "")
        let story = "\(prepared.story) on \(prepared.hosting.rawValue), \(fault)\(besides)"
        return switch target {
        case .request(let number): "\(story) at request \(number + 1) (\(prepared.lines[number]))"
        case .allFrom(let number): "\(story) from request \(number + 1) on (\(prepared.lines[number]))"
        case .account: story
        }
    }
}
