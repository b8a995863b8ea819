import Foundation

/// The faults that strike requests, by what they leave of them.
enum StruckRequest: String, CaseIterable, Sendable {
    /// Nothing was done, and the server says so and asks for patience.
    case putOff
    /// Nothing was done, and no answer says so.
    case lostBefore
    /// The work was done, and no answer says so.
    case lostAfter
    /// No waiting helps.
    case refused

    var faults: [String] {
        switch self {
        case .putOff:
            [
                "delay ms=1500", "429 retry-after=2", "429 retry-after-ms=300", "429 retry-after=none",
                "429 code=slow_down", "503",
            ]
        case .lostBefore:
            ["500", "drop before", "hang before", "html status=502", "502", "drop during", "html status=200"]
        case .lostAfter:
            [
                "500 after", "drop after", "half-json", "hang after", "html status=200 after", "503 after",
                "drop answering", "html status=502 after",
            ]
        case .refused: ["billing"]
        }
    }

    /// How many of the faults a request meets, where not all are asked for.
    fileprivate func share(isRead: Bool) -> Int {
        switch self {
        case .putOff, .refused: 1
        case .lostBefore: isRead ? 1 : 2
        case .lostAfter: isRead ? 1 : 3
        }
    }
}

extension PreparedStory {
    /// With `FAULT_MATRIX=full` every request meets every fault of a group.
    static let isFull = ProcessInfo.processInfo.environment["FAULT_MATRIX"] == "full"

    /// The faults of a group at every request. A group's faults are one class for the engine, and for a request that
    /// reads, whose work changes nothing, lost before and lost after are one class too; so each request meets some of
    /// them in turn, and its neighbours of the same kind the others.
    func cases(_ group: StruckRequest) -> [FaultCase] {
        let faults = group.faults
        var turn = 0
        return lines.indices.flatMap { number -> [FaultCase] in
            let share = Self.isFull ? faults.count : group.share(isRead: lines[number].hasPrefix("GET"))
            let taken = (0..<share).map { faults[(turn + $0) % faults.count] }
            turn += share
            return taken.map { FaultCase(prepared: self, fault: $0, target: .request(number), isHealed: group == .putOff) }
        }
    }

    /// A server that breaks at a request and stays so.
    func casesThatLast() -> [FaultCase] {
        let faults = ["503", "drop after", "billing"]
        return lines.indices.flatMap { number -> [FaultCase] in
            let taken = Self.isFull ? faults : number % 2 == 0 ? [faults[number / 2 % faults.count]] : []
            return taken.map { FaultCase(prepared: self, fault: $0, target: .allFrom(number)) }
        }
    }

    /// Another way of the account for the whole story.
    func casesOfTheAccount() -> [FaultCase] {
        [
            "list-lag ms=2000", "attach-lag ms=2000", "index-failure name=faq.md", "index-failure name=*",
            "keep-listed", "keep-listed ms=5000", "request-limit per-minute=30", "attach-limit per-minute=2",
        ].map { FaultCase(prepared: self, fault: $0, target: .account) }
    }

    /// Another run that publishes in between.
    func casesOfCompetitors() -> [FaultCase] {
        lines.indices.flatMap { number in
            ["competing-release as=release", "competing-release as=journal"].map {
                FaultCase(prepared: self, fault: $0, target: .request(number))
            }
        }
    }
}
