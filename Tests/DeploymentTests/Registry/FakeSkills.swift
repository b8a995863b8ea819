import OpenAIAPI
import OrderedJSON
import Synchronization

@testable import Deployment

/// The skills of an account in memory: versions are seen late, and answers get lost where a test wants it.
final class FakeSkills: OpenAIClient {
    enum Fault: Sendable {
        /// Refused, and nothing done.
        case refuse(status: Int, code: APIError.Code)
        /// Done, and the answer does not arrive.
        case loseAnswer
        /// Neither done nor answered.
        case loseRequest
        /// Only the first half of a download arrives.
        case halve
    }

    struct Version {
        var archive: [UInt8]
        var createdAt: Int
    }

    struct Skill {
        var name: String
        var createdAt: Int
        var versions: [Int: Version] = [:]
        var defaultVersion = 1
        var latestVersion = 0
    }

    struct State {
        var skills: [String: Skill] = [:]
        var skillsMade = 0
        /// Seconds for which a new version answers 404.
        var visibilityLag = 0
        /// Seconds for which a new skill is missing from the list.
        var listLag = 0
        var servesSkills = true
        /// Whether answers carry a `Date`.
        var tellsTime = true
        var log: [String] = []
        var fault: (@Sendable (_ line: String) -> Fault?)?
        /// Runs before a request is answered.
        var onRequest: (@Sendable (_ line: String) async -> Void)?
    }

    /// The server's time when the clock shows nothing, in Unix seconds.
    static let epoch = 1_795_435_200

    let clock: TestClock
    private let time: any RunClock
    private let state = Mutex(State())

    /// - Parameter time: the server's, where it is not that of `clock`.
    init(clock: TestClock = TestClock(), time: (any RunClock)? = nil) {
        self.clock = clock
        self.time = time ?? clock
    }

    var now: Int { Self.epoch + Int(time.now().components.seconds) }
    var observed: ObservedAccount { ObservedAccount() }
    var log: [String] { state.withLock { $0.log } }
    var writes: [String] { log.filter { !$0.hasPrefix("GET") } }

    func change(_ body: (inout sending State) -> Void) { state.withLock { body(&$0) } }
    func read<Value: Sendable>(_ body: (State) -> Value) -> Value { state.withLock { body($0) } }

    func clearLog() { state.withLock { $0.log = [] } }

    func send(_ request: APIRequest) async throws(APIError) -> APIResponse {
        let line = "\(request.method.rawValue) \(request.path.joined(separator: "/"))"
        let place = APIError.Place(method: request.method.rawValue, path: line, server: "fake")
        await Task.yield()
        if let onRequest = state.withLock({ $0.onRequest }) { await onRequest(line) }
        let result = state.withLock { state -> Result<APIResponse, APIError> in
            state.log.append(line)
            let fault = state.fault?(line)
            var lost = APIError(.timeout, "the answer was lost", place: place)
            lost.mayHaveBeenCarriedOut = request.repeatability.leavesDoubt
            switch fault {
            case .refuse(let status, let code):
                return .failure(APIError(code, "refused by the test", place: place, answer: .init(status: status)))
            case .loseRequest: return .failure(lost)
            case .loseAnswer, .halve, nil: break
            }
            do throws(APIError) {
                var response = APIResponse(body: .null, place: place)
                try state.answer(request, now: now, &response)
                if state.tellsTime { response.serverTime = Int64(now) }
                if case .loseAnswer = fault { return .failure(lost) }
                if case .halve = fault { response.bytes = response.bytes.prefix(response.bytes.count / 2) + [] }
                return .success(response)
            } catch {
                return .failure(error)
            }
        }
        return try result.get()
    }
}

extension FakeSkills.State {
    fileprivate mutating func answer(
        _ request: APIRequest,
        now: Int,
        _ response: inout APIResponse
    ) throws(APIError) {
        let path = request.path
        func missing(_ code: APIError.Code = .notFound) -> APIError {
            APIError(code, "No skill found.", place: response.place, answer: APIError.Answer(status: 404))
        }
        guard servesSkills, path.first == "skills" else { throw missing(.notServed) }
        guard path.count > 1 else {
            guard case .bufferedForm(let form) = request.body else {
                let visible = skills.filter { now >= $0.value.createdAt + listLag }
                response.body = Self.page(visible.keys.sorted().map(skillObject))
                return
            }
            skillsMade += 1
            let id = "skill_\(skillsMade)"
            skills[id] = FakeSkills.Skill(name: Self.name(in: form), createdAt: now)
            publish(form, in: id, now: now)
            response.body = skillObject(id)
            return
        }
        let id = path[1]
        guard skills[id] != nil else { throw missing() }
        if path.count == 2 {
            switch request.method {
            case .get: break
            case .delete:
                skills[id] = nil
                response.body = ["deleted": true]
                return
            case .post:
                guard case .json(let body) = request.body, let number = body["default_version"]?.stringValue,
                    let version = Int(number), let bytes = skills[id]?.versions[version]?.archive
                else { throw missing() }
                skills[id]?.defaultVersion = version
                if let name = Self.name(of: bytes) { skills[id]?.name = name }
            }
            response.body = skillObject(id)
            return
        }
        guard path.count > 3 else {
            if case .bufferedForm(let form) = request.body {
                let number = publish(form, in: id, now: now)
                response.body = versionObject(number, in: id)
            } else {
                let numbers = skills[id]?.versions.filter { now >= $0.value.createdAt + visibilityLag }.keys.sorted()
                response.body = Self.page((numbers ?? []).map { versionObject($0, in: id) })
            }
            return
        }
        guard let number = Int(path[3]), let version = skills[id]?.versions[number],
            now >= version.createdAt + visibilityLag
        else { throw missing() }
        if request.method == .delete {
            guard number != skills[id]?.defaultVersion else {
                throw APIError(.invalidRequest, "the default", answer: APIError.Answer(status: 400))
            }
            skills[id]?.versions[number] = nil
            response.body = ["deleted": true]
        } else if path.count > 4 {
            response.bytes = version.archive
        } else {
            response.body = versionObject(number, in: id)
        }
    }

    @discardableResult
    fileprivate mutating func publish(_ form: BufferedForm, in id: String, now: Int) -> Int {
        let files = form.files.map { ($0.fileName, String(decoding: $0.bytes, as: UTF8.self)) }
        return publish(archive: StoredArchive.make(files), in: id, now: now)
    }

    /// As somebody's own tool would.
    @discardableResult
    mutating func publish(archive: [UInt8], in id: String, now: Int) -> Int {
        let number = (skills[id]?.latestVersion ?? 0) + 1
        skills[id]?.versions[number] = FakeSkills.Version(archive: archive, createdAt: now)
        skills[id]?.latestVersion = number
        return number
    }

    private static func page(_ items: [JSONValue]) -> JSONValue {
        ["object": "list", "data": .array(items), "has_more": false]
    }

    private func skillObject(_ id: String) -> JSONValue {
        guard let skill = skills[id] else { return .null }
        return [
            "id": .string(id), "object": "skill", "name": .string(skill.name), "description": "",
            "created_at": .integer(Int64(skill.createdAt)), "default_version": .string(String(skill.defaultVersion)),
            "latest_version": .string(String(skill.latestVersion)),
        ]
    }

    private func versionObject(_ number: Int, in id: String) -> JSONValue {
        [
            "id": .string("skillver_\(number)"), "object": "skill.version", "skill_id": .string(id),
            "version": .string(String(number)), "name": "n", "description": "",
            "created_at": .integer(Int64(skills[id]?.versions[number]?.createdAt ?? 0)),
        ]
    }

    private static func name(in form: BufferedForm) -> String {
        let manifest = form.files.first { $0.fileName.hasSuffix("SKILL.md") }
        return name(inManifest: String(decoding: manifest?.bytes ?? [], as: UTF8.self)) ?? ""
    }

    private static func name(of archive: [UInt8]) -> String? {
        // The entries are stored: the manifest can be read where it stands.
        name(inManifest: String(decoding: archive, as: UTF8.self))
    }

    private static func name(inManifest text: String) -> String? {
        text.split(separator: "\n").first { $0.hasPrefix("name: ") }.map { String($0.dropFirst(6)) }
    }
}

/// Time that passes by sleeping; or, where a test says so, only when the test lets it pass.
final class TestClock: RunClock {
    private struct Sleeper {
        var end: Duration
        var continuation: CheckedContinuation<Void, Never>
    }

    private struct State {
        var now = Duration.zero
        var isManual = false
        var sleepers: [Int: Sleeper] = [:]
        var count = 0
    }

    private let state = Mutex(State())

    func now() -> Duration { state.withLock { $0.now } }

    func sleep(for duration: Duration) async {
        guard state.withLock({ $0.isManual }) else {
            state.withLock { $0.now += duration }
            return await Task.yield()
        }
        let id = state.withLock { state in
            state.count += 1
            return state.count
        }
        await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let isOver = Task.isCancelled
                if isOver { return continuation.resume() }
                state.withLock {
                    $0.sleepers[id] = Sleeper(end: $0.now + duration, continuation: continuation)
                }
                // Cancelled between the question and the entry.
                if Task.isCancelled { wake(id) }
            }
        } onCancel: {
            wake(id)
        }
    }

    /// From now on time passes only by ``advance(by:)``.
    func takeOver() { state.withLock { $0.isManual = true } }

    /// Lets time pass, and wakes those whose sleep is over.
    func advance(by duration: Duration) {
        let due = state.withLock { state in
            state.now += duration
            let due = state.sleepers.filter { $0.value.end <= state.now }
            for id in due.keys { state.sleepers[id] = nil }
            return due.values.map(\.continuation)
        }
        for continuation in due { continuation.resume() }
    }

    private func wake(_ id: Int) {
        state.withLock { $0.sleepers.removeValue(forKey: id)?.continuation }?.resume()
    }
}
