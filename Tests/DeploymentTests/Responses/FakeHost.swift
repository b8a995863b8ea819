import OpenAIAPI
import Synchronization

@testable import Deployment

/// An account with files, vector stores and skills, as `api: responses` needs it.
final class FakeHost: OpenAIClient {
    enum Fault: Sendable {
        /// Refused before anything was done.
        case refuse(status: Int, code: APIError.Code)
        /// Done, and the answer does not arrive. What may be repeated is asked again.
        case loseAnswer
        /// The process is gone: nothing is done, now or later.
        case die
        /// The process is gone right behind the work.
        case dieAfter
    }

    private struct State {
        var log: [String] = []
        var runs = 0
        var isDead = false
        var fault: (@Sendable (_ number: Int, _ line: String) -> Fault?)?
    }

    let clock = StoryClock()
    /// Files and vector stores.
    let account = FakeAccount()
    let skills: FakeSkills
    private let state = Mutex(State())

    init() {
        skills = FakeSkills(time: clock)
    }

    var observed: ObservedAccount { ObservedAccount() }
    /// `METHOD path`, ids and all, in the order the requests came.
    var log: [String] { state.withLock { $0.log } }
    var writes: [String] { Self.writes(in: log) }
    var isDead: Bool { state.withLock { $0.isDead } }

    static func writes(in log: [String]) -> [String] { log.filter { !$0.hasPrefix("GET") } }

    func fail(_ fault: (@Sendable (_ number: Int, _ line: String) -> Fault?)?) {
        state.withLock {
            $0.fault = fault
            $0.isDead = false
        }
    }

    func nextRunID() -> String {
        state.withLock {
            $0.runs += 1
            return "run-\($0.runs)"
        }
    }

    func send(_ request: APIRequest) async throws(APIError) -> APIResponse {
        let line = "\(request.method.rawValue) \(request.path.joined(separator: "/"))"
        let place = APIError.Place(method: request.method.rawValue, path: line, server: "fake")
        clock.touch()
        await Task.yield()
        let gone = APIError(.cancelled, "the process is gone", place: place)
        let (isDead, fault) = state.withLock { state -> (Bool, Fault?) in
            if state.isDead { return (true, nil) }
            state.log.append(line)
            let fault = state.fault?(state.log.count, line)
            if case .die = fault { state.isDead = true }
            return (state.isDead, fault)
        }
        if isDead { throw gone }
        if case .refuse(let status, let code) = fault {
            throw APIError(code, "refused by the test", place: place, answer: APIError.Answer(status: status))
        }
        let response = try await answer(request)
        switch fault {
        case .dieAfter:
            state.withLock { $0.isDead = true }
            throw gone
        case .loseAnswer where request.repeatability.leavesDoubt:
            var lost = APIError(.timeout, "the answer was lost", place: place)
            lost.mayHaveBeenCarriedOut = true
            throw lost
        case .loseAnswer: return try await answer(request)
        default: return response
        }
    }

    private func answer(_ request: APIRequest) async throws(APIError) -> APIResponse {
        if request.path.first == "skills" { return try await skills.send(request) }
        var response = try await account.send(request)
        response.serverTime = Int64(skills.now)
        return response
    }
}
