import Foundation

extension PreparedStory {
    /// With `FAULT_MATRIX=full` every request meets every fault of a group.
    static let isFull = ProcessInfo.processInfo.environment["FAULT_MATRIX"] == "full"

    /// A fault at every request, and at every request that writes an answer lost behind its work besides.
    ///
    /// A group's faults are one class for the engine, which sees of them no more than whether the work may be done; so
    /// each request meets one of a group in turn, and its neighbours the others.
    func casesAtOnce() -> [FaultCase] {
        if Self.isFull {
            return StruckRequest.allCases.flatMap { group in
                lines.indices.flatMap { number in group.faults.map { struck(number, by: $0, of: group) } }
            }
        }
        let others: [StruckRequest] = [.lostBefore, .putOff, .lostAfter, .refused]
        var turns: [StruckRequest: Int] = [:]
        return lines.indices.flatMap { number -> [FaultCase] in
            var groups = [others[number % others.count]]
            if !lines[number].hasPrefix("GET"), groups != [.lostAfter] { groups.append(.lostAfter) }
            return groups.map { group in
                let turn = turns[group, default: 0]
                turns[group] = turn + 1
                return struck(number, by: group.faults[turn % group.faults.count], of: group)
            }
        }
    }

    private func struck(_ number: Int, by fault: String, of group: StruckRequest) -> FaultCase {
        FaultCase(prepared: self, fault: fault, target: .request(number), isPassing: group != .refused)
    }

    /// At every request that writes: its work is done behind its repetition, behind later requests, or behind the run's
    /// end, also while the next run is under way.
    func casesOfLateWork() -> [FaultCase] {
        let delays = [700, 5_000, 40_000, 40_001]
        return writes.enumerated().flatMap { index, number in
            (Self.isFull ? delays : [delays[index % delays.count]]).map { delay in
                FaultCase(
                    prepared: self,
                    fault: "late ms=\(delay)",
                    target: .request(number),
                    isPassing: true,
                    mayNeedNextRun: true,
                    isFollowedAtOnce: delay == 40_001
                )
            }
        }
    }

    /// At every creation: its answer is lost, and lists show it late.
    func casesOfHiddenCreations() -> [FaultCase] {
        let creations = writes.filter { number in
            let words = lines[number].split(separator: " ")
            return words[0] == "POST" && words[1].split(separator: "/").count % 2 == 1
        }
        return creations.enumerated().flatMap { index, number in
            let lags = ["list-lag ms=5000", "list-lag ms=45000"]
            return (Self.isFull ? lags : [lags[index % 2]]).map { lag in
                FaultCase(
                    prepared: self,
                    fault: "drop after",
                    target: .request(number),
                    isPassing: true,
                    background: lag,
                    mayNeedNextRun: true
                )
            }
        }
    }

    /// The numbers of the requests that change something.
    private var writes: [Int] { lines.indices.filter { !lines[$0].hasPrefix("GET") } }

    /// A server that breaks at a request and stays so.
    func casesThatLast() -> [FaultCase] {
        let faults = ["503", "drop after", "billing"]
        return lines.indices.flatMap { number -> [FaultCase] in
            let taken = Self.isFull ? faults : number % 5 == 0 ? [faults[number / 5 % faults.count]] : []
            return taken.map { FaultCase(prepared: self, fault: $0, target: .allFrom(number)) }
        }
    }

    /// Another way of the account for the whole story.
    func casesOfTheAccount() -> [FaultCase] {
        [
            "list-lag ms=2000", "attach-lag ms=2000", "index-failure name=faq.md", "index-failure name=*",
            "keep-listed", "keep-listed ms=5000", "request-limit per-minute=30", "attach-limit per-minute=2",
        ].map { fault in
            let isFatal = fault.hasPrefix("index-failure") && ![.destroy, .forget].contains(story)
            return FaultCase(prepared: self, fault: fault, target: .account, isFatal: isFatal)
        }
    }

    /// Another run that publishes in between.
    func casesOfCompetitors() -> [FaultCase] {
        lines.indices.flatMap { number in
            let faults = ["competing-release as=release", "competing-release as=journal"]
            return (Self.isFull ? faults : [faults[number % faults.count]]).map {
                FaultCase(prepared: self, fault: $0, target: .request(number))
            }
        }
    }
}
