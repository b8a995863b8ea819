@testable import ReleaseProtocol

/// Walks through every world that can follow on a first one.
struct RegistryModelChecker {
    struct Result {
        var states = 0
        /// How runs ended in any history.
        var outcomes: Set<RegistryOutcome> = []
        /// Runs that finished in any history.
        var finished: Set<String> = []

        func finishes(of runs: Set<String>) -> Bool { finished == runs }

        var wasLocked: Bool {
            outcomes.contains { if case .lockedBy = $0 { true } else { false } }
        }

        fileprivate mutating func note(_ process: RegistryWorld.Process) {
            guard case .over(let outcome) = process.phase else { return }
            outcomes.insert(outcome)
            if case .finished = outcome { finished.insert(process.machine.runID) }
        }
    }

    /// More worlds than that are a mistake in the model.
    private let limit: Int
    private var visited: Set<Int> = []
    private var recovered: Set<Int> = []

    init(limit: Int = 3_000_000) {
        self.limit = limit
    }

    mutating func explore(_ first: RegistryWorld) throws -> Result {
        var result = Result()
        var stack: [(world: RegistryWorld, path: Path?)] = [(first, nil)]
        visited.insert(first.hashValue)
        while let (world, path) = stack.popLast() {
            result.states += 1
            guard result.states <= limit else { throw Violation("more than \(limit) worlds") }
            do {
                try world.checkExclusion()
                let moves = try world.moves()
                if world.isSettled {
                    for process in world.processes { result.note(process) }
                    if !world.wasMovedByHand { try checkRecovery(from: world) }
                } else if moves.isEmpty {
                    throw Violation("nothing can go on")
                }
                for var move in moves where visited.insert(move.world.hashValue).inserted {
                    for index in move.world.processes.indices where move.world.processes[index].fingerprint == nil {
                        move.world.processes[index].fingerprint = move.world.processes[index].computedFingerprint
                    }
                    stack.append((move.world, Path(move.label, after: path)))
                }
            } catch let violation as Violation {
                throw Violation("\(violation) after:\n" + (path?.text ?? ""))
            }
        }
        return result
    }

    /// The moves that led to a world, last one first.
    private final class Path {
        let label: () -> String
        let previous: Path?

        init(_ label: @escaping () -> String, after previous: Path?) {
            self.label = label
            self.previous = previous
        }

        var text: String {
            var labels: [String] = []
            var next: Path? = self
            while let path = next {
                labels.append(path.label())
                next = path.previous
            }
            return labels.reversed().joined(separator: "\n")
        }
    }

    /// When only one run is left it finishes, and at the latest the one after it leaves nothing but releases that were
    /// live, each once.
    private mutating func checkRecovery(from world: RegistryWorld) throws {
        var world = world
        var hasher = Hasher()
        hasher.combine(world.server)
        hasher.combine(world.now)
        guard recovered.insert(hasher.finalize()).inserted else { return }
        let leaseEnds: [Int] = world.server.versions.map {
            if case .journal(let terms) = $0.record { terms.leaseEnd } else { 0 }
        }
        world.now = max(world.now, leaseEnds.max() ?? 0) + 2 * RegistryWorld.timing.tolerance + 1
        let earlier = world.server.history
        let first = try finish(alone: world.server, now: world.now)
        let second = try finish(alone: first.server, now: first.now + RegistryWorld.timing.lease)
        guard second.server.history.dropFirst(2).elementsEqual(earlier) else {
            throw Violation("history \(earlier) became \(second.server.history)")
        }
        let remaining = second.server.remaining.map(\.number)
        guard remaining == second.server.history.reversed() else {
            throw Violation("\(remaining) remain, and not only \(second.server.history)")
        }
    }

    private func finish(alone server: SimulatedRegistry, now: Int) throws(Violation) -> RegistryWorld {
        let world = RegistryWorld.runAlone(on: server, now: now)
        guard case .over(.finished)? = world.processes.first?.phase else {
            throw Violation("a run alone ends with \(String(describing: world.processes.first?.phase))")
        }
        return world
    }
}

extension RegistryWorld {
    /// A run that nothing disturbs, to its end.
    static func runAlone(on server: SimulatedRegistry, now: Int) -> RegistryWorld {
        var world = RegistryWorld(runs: [])
        world.server = server
        world.now = now
        world.start(RegistryMachine.Configuration(run: RegistryRun(id: "recovery \(now)"), timing: timing))
        for _ in 0..<500 where !world.isSettled {
            guard let next = try? world.moves().first else { break }
            world = next.world
        }
        return world
    }
}
